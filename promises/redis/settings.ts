/**
 * Settings of redis.conf by the form of their values. They are those of 7.2 (`src/config.c` of redis/redis), which later
 * versions keep, without those that the operator or the chart sets, and those that need a file.
 */
export const settings = {
  boolean: `
    activedefrag activerehashing aof-load-truncated aof-rewrite-incremental-fsync aof-timestamp-enabled
    aof-use-rdb-preamble appendonly cluster-allow-pubsubshard-when-down cluster-allow-reads-when-down
    cluster-allow-replica-migration cluster-replica-no-failover cluster-require-full-coverage
    cluster-slave-no-failover dynamic-hz jemalloc-bg-thread latency-tracking lazyfree-lazy-eviction
    lazyfree-lazy-expire lazyfree-lazy-server-del lazyfree-lazy-user-del lazyfree-lazy-user-flush
    no-appendfsync-on-rewrite rdb-del-sync-files rdb-save-incremental-fsync rdbchecksum rdbcompression
    repl-disable-tcp-nodelay repl-diskless-sync replica-ignore-disk-write-errors
    replica-ignore-maxmemory replica-lazy-flush replica-read-only replica-serve-stale-data
    slave-ignore-maxmemory slave-lazy-flush slave-read-only slave-serve-stale-data
    stop-writes-on-bgsave-error`,
  integer: `
    acllog-max-len active-defrag-cycle-max active-defrag-cycle-min active-defrag-max-scan-fields
    active-defrag-threshold-lower active-defrag-threshold-upper active-expire-effort
    auto-aof-rewrite-percentage busy-reply-threshold cluster-migration-barrier cluster-node-timeout
    cluster-replica-validity-factor cluster-slave-validity-factor databases hash-max-listpack-entries
    hash-max-ziplist-entries hz io-threads latency-monitor-threshold lfu-decay-time lfu-log-factor
    list-compress-depth list-max-listpack-size list-max-ziplist-size lua-time-limit maxclients
    maxmemory-eviction-tenacity maxmemory-samples min-replicas-max-lag min-replicas-to-write
    min-slaves-max-lag min-slaves-to-write repl-backlog-ttl repl-diskless-sync-delay
    repl-diskless-sync-max-replicas repl-ping-replica-period repl-ping-slave-period repl-timeout
    replica-priority set-max-intset-entries set-max-listpack-entries set-max-listpack-value
    slave-priority slowlog-log-slower-than slowlog-max-len stream-node-max-entries tcp-backlog
    tcp-keepalive timeout tracking-table-max-keys zset-max-listpack-entries zset-max-ziplist-entries`,
  memory: `
    active-defrag-ignore-bytes auto-aof-rewrite-min-size client-query-buffer-limit
    cluster-link-sendbuf-limit hash-max-listpack-value hash-max-ziplist-value hll-sparse-max-bytes
    proto-max-bulk-len repl-backlog-size stream-node-max-bytes zset-max-listpack-value
    zset-max-ziplist-value`,
  text: `
    client-output-buffer-limit latency-tracking-info-percentiles maxmemory-clients
    notify-keyspace-events propagation-error-behavior save`,
};

/** Settings with a fixed set of values, by these values. */
export const choices: Readonly<Record<string, string>> = {
  'always|everysec|no': 'appendfsync',
  'debug|verbose|notice|warning|nothing': 'loglevel',
  'disabled|on-empty-db|swapdb': 'repl-diskless-load',
  'ip|hostname|unknown-endpoint': 'cluster-preferred-endpoint-type',
  'no|yes|clients': 'sanitize-dump-payload',
};
