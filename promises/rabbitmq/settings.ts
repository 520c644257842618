/**
 * Settings of rabbitmq.conf by the form of their values; `*` stands for a name or a number. They are the mappings that the
 * schemas of all supported versions share (`deps/*\/priv/schema` of rabbitmq/rabbitmq-server), without those that the operator
 * sets, that need a file in the pod, that hold a credential, or that move a port.
 */
export const settings = {
  amount: `
    disk_free_limit.absolute vm_memory_high_watermark.absolute`,
  boolean: `
    auth_cache.cache_refusals auth_ldap.use_ssl auth_ldap.use_starttls auth_oauth2.verify_aud
    background_gc_enabled default_user_tags.* deprecated_features.permit.*
    exchange_types.local_random.enabled log.console log.summarize_process_state
    management.disable_basic_auth management.disable_stats management.enable_queue_totals
    management.listener.server.compress management.oauth_disable_basic_auth management.oauth_enabled
    management.oauth_resource_servers.*.disabled management.require_auth_for_api_reference
    management.restrictions.operator_policy_changes.disabled
    management.restrictions.quorum_queue_replica_operations.disabled
    management_agent.disable_metrics_collector mqtt.allow_anonymous mqtt.sparkplug mqtt.ssl_cert_login
    prevent_startup_if_node_was_reset prometheus.authentication.enabled
    prometheus.return_per_object_metrics queue_types.classic.enabled queue_types.quorum.enabled
    queue_types.stream.enabled quorum_queue.compute_checksums
    quorum_queue.continuous_membership_reconciliation.auto_remove
    quorum_queue.continuous_membership_reconciliation.enabled
    quorum_queue.property_equivalence.relaxed_checks_on_redeclaration reverse_dns_lookups
    shovel.topology.predeclared ssl_options.client_renegotiation ssl_options.fail_if_no_peer_cert
    ssl_options.honor_cipher_order ssl_options.honor_ecc_order ssl_options.secure_renegotiate
    stomp.default_nack_requeue stomp.hide_server_info stomp.implicit_connect stomp.ssl_cert_login
    stream.read_ahead stream.ssl_cert_login web_mqtt.use_file_handle_cache web_mqtt.ws_opts.compress
    web_stomp.use_file_handle_cache web_stomp.use_http_auth web_stomp.ws_opts.compress`,
  decimal: `
    disk_free_limit.relative vm_memory_high_watermark.relative vm_memory_high_watermark_paging_ratio`,
  duration: `
    default_policies.operator.*.expires default_policies.operator.*.message_ttl`,
  integer: `
    auth_cache.cache_ttl auth_http.connection_timeout auth_http.request_timeout
    auth_ldap.connection_pool_size background_gc_target_interval channel_max
    classic_queue.default_version cluster_keepalive_interval collect_statistics_interval
    consumer_timeout credential_validator.min_length default_limits.vhosts.*.max_connections
    default_limits.vhosts.*.max_queues default_policies.operator.*.delivery_limit
    default_policies.operator.*.max_in_memory_length default_policies.operator.*.max_length
    default_worker_pool_size delegate_count heartbeat link_max_per_session management.cors.max_age
    management.db_cache_multiplier management.delegate_count management.http.max_body_size
    management.listener.server.idle_timeout management.listener.server.inactivity_timeout
    management.listener.server.max_keepalive management.listener.server.request_timeout
    management.listener.server.shutdown_timeout management.login_session_timeout
    management.sample_retention_policies.*.* max_message_size memory_monitor_interval
    message_store_shutdown_timeout metadata_store.khepri.default_timeout mqtt.login_timeout
    mqtt.mailbox_soft_limit mqtt.max_packet_size_authenticated mqtt.max_packet_size_unauthenticated
    mqtt.num_acceptors.tcp mqtt.prefetch mqtt.retained_message_store_dets_sync_interval
    mqtt.ssl_cert_login_san_index mqtt.topic_alias_maximum net_ticktime num_acceptors.tcp
    quorum_queue.commands_soft_limit quorum_queue.continuous_membership_reconciliation.interval
    quorum_queue.continuous_membership_reconciliation.target_group_size
    quorum_queue.continuous_membership_reconciliation.trigger_interval quorum_queue.initial_cluster_size
    raft.adaptive_failure_detector.poll_interval raft.segment_max_entries raft.snapshot_chunk_size
    raft.wal_hibernate_after raft.wal_max_batch_size raft.wal_max_entries raft.wal_max_size_bytes
    runtime_parameters.limits.* session_max_per_connection shovel.local.max_credit
    ssl_cert_login_san_index ssl_handshake_timeout ssl_options.depth stomp.login_timeout
    stomp.max_frame_size stomp.num_acceptors.tcp stream.credits_required_for_unblocking stream.frame_max
    stream.heartbeat stream.initial_credits stream.num_acceptors.tcp stream.replication.port_range.max
    stream.replication.port_range.min sysmon_handler.thresholds.busy_ports
    sysmon_handler.thresholds.busy_processes web_mqtt.cowboy_opts.idle_timeout
    web_mqtt.cowboy_opts.max_empty_lines web_mqtt.cowboy_opts.max_header_name_length
    web_mqtt.cowboy_opts.max_header_value_length web_mqtt.cowboy_opts.max_headers
    web_mqtt.cowboy_opts.max_keepalive web_mqtt.cowboy_opts.max_request_line_length
    web_mqtt.cowboy_opts.timeout web_mqtt.num_acceptors.tcp web_mqtt.ws_opts.idle_timeout
    web_mqtt.ws_opts.max_frame_size web_stomp.cowboy_opts.idle_timeout
    web_stomp.cowboy_opts.max_empty_lines web_stomp.cowboy_opts.max_header_name_length
    web_stomp.cowboy_opts.max_header_value_length web_stomp.cowboy_opts.max_headers
    web_stomp.cowboy_opts.max_keepalive web_stomp.cowboy_opts.max_request_line_length
    web_stomp.cowboy_opts.timeout web_stomp.num_acceptors.tcp web_stomp.ws_opts.idle_timeout
    web_stomp.ws_opts.max_frame_size`,
  limit: `
    auth_ldap.idle_timeout auth_ldap.timeout channel_max_per_node cluster_exchange_limit
    cluster_queue_limit connection_max consumer_max_per_channel handshake_timeout
    mqtt.max_session_expiry_interval_seconds mqtt.subscription_ttl ranch_connection_max vhost_max
    web_mqtt.max_connections web_stomp.max_connections`,
  size: `
    default_policies.operator.*.max_in_memory_bytes default_policies.operator.*.max_length_bytes
    frame_max initial_frame_max queue_index_embed_msgs_below`,
  switch: `
    log.console.formatter.single_line log.console.use_colors sysmon_handler.triggers.distribution_port`,
  text: `
    auth_backends.* auth_backends.*.authn auth_backends.*.authz auth_cache.cache_module
    auth_cache.cached_backend auth_cache.cached_backend.authn auth_cache.cached_backend.authz
    auth_http.resource_path auth_http.topic_path auth_http.user_path auth_http.vhost_path
    auth_ldap.dn_lookup_attribute auth_ldap.dn_lookup_base auth_ldap.dn_lookup_bind
    auth_ldap.dn_lookup_bind.user_dn auth_ldap.group_lookup_base auth_ldap.other_bind.user_dn
    auth_ldap.servers auth_ldap.servers.* auth_ldap.user_bind_pattern auth_ldap.user_dn_pattern
    auth_mechanisms.* auth_oauth2.additional_scopes_key auth_oauth2.algorithms.*
    auth_oauth2.authorization_endpoint auth_oauth2.default_oauth_provider
    auth_oauth2.discovery_endpoint_params.* auth_oauth2.discovery_endpoint_path
    auth_oauth2.end_session_endpoint auth_oauth2.issuer auth_oauth2.jwks_uri auth_oauth2.jwks_url
    auth_oauth2.oauth_providers.*.algorithms.* auth_oauth2.oauth_providers.*.authorization_endpoint
    auth_oauth2.oauth_providers.*.discovery_endpoint_params.*
    auth_oauth2.oauth_providers.*.discovery_endpoint_path
    auth_oauth2.oauth_providers.*.end_session_endpoint auth_oauth2.oauth_providers.*.issuer
    auth_oauth2.oauth_providers.*.jwks_uri auth_oauth2.oauth_providers.*.token_endpoint
    auth_oauth2.preferred_username_claims.* auth_oauth2.resource_server_id
    auth_oauth2.resource_server_type auth_oauth2.resource_servers.*.additional_scopes_key
    auth_oauth2.resource_servers.*.id auth_oauth2.resource_servers.*.oauth_provider_id
    auth_oauth2.resource_servers.*.preferred_username_claims.*
    auth_oauth2.resource_servers.*.resource_server_type auth_oauth2.resource_servers.*.scope_aliases.*
    auth_oauth2.resource_servers.*.scope_aliases.*.alias
    auth_oauth2.resource_servers.*.scope_aliases.*.scope auth_oauth2.resource_servers.*.scope_prefix
    auth_oauth2.scope_aliases.* auth_oauth2.scope_aliases.*.alias auth_oauth2.scope_aliases.*.scope
    auth_oauth2.scope_prefix auth_oauth2.token_endpoint credential_validator.regexp
    credential_validator.validation_backend default_limits.vhosts.*.pattern
    default_permissions.configure default_permissions.read default_permissions.write
    default_policies.operator.*.queue_pattern default_policies.operator.*.vhost_pattern default_vhost
    event_exchange.vhost http_dispatch.auth_backends.* http_dispatch.auth_backends.*.authn
    http_dispatch.auth_backends.*.authz log.error_logger_format_depth loopback_users loopback_users.*
    management.cors.allow_origins management.cors.allow_origins.* management.csp.policy
    management.headers.content_type_options management.headers.frame_options
    management.headers.xss_protection management.hsts.policy
    management.oauth_authorization_endpoint_params.* management.oauth_client_id
    management.oauth_metadata_url management.oauth_provider_url management.oauth_resource_servers.*.id
    management.oauth_resource_servers.*.label
    management.oauth_resource_servers.*.oauth_authorization_endpoint_params.*
    management.oauth_resource_servers.*.oauth_client_id
    management.oauth_resource_servers.*.oauth_metadata_url
    management.oauth_resource_servers.*.oauth_provider_url
    management.oauth_resource_servers.*.oauth_response_type
    management.oauth_resource_servers.*.oauth_scopes
    management.oauth_resource_servers.*.oauth_token_endpoint_params.* management.oauth_response_type
    management.oauth_scopes management.oauth_token_endpoint_params.* management.path_prefix
    management_agent.filter_aggregated_queue_metrics_pattern mqtt.exchange mqtt.retained_message_store
    mqtt.vhost password_hashing_module prometheus.filter_aggregated_queue_metrics_pattern
    prometheus.path queue_leader_locator socket_writer.gc_threshold ssl_options.ciphers.*
    ssl_options.versions.* stomp.default_topic_exchange stomp.default_vhost
    sysmon_handler.triggers.process.* web_mqtt.ws_path web_stomp.ws_path`,
};

/** Settings with a fixed set of values, by these values. */
export const choices: Readonly<Record<string, string>> = {
  'alert|critical|debug|emergency|error|info|none|notice|warning': `
    log.channel.level log.connection.level log.console.level log.default.level log.federation.level
    log.queue.level log.ra.level log.upgrade.level`,
  'alternative|library|standard': 'shovel.operating_mode',
  'amqp_0_9_1|amqp_1_0': 'event_exchange.protocol',
  'anon|as_user': 'auth_ldap.other_bind',
  'basic|detailed|none': 'management.rates_mode',
  'binary|text': 'web_stomp.ws_frame',
  'classic|quorum': 'mqtt.durable_queue_type',
  'classic|quorum|stream': 'default_queue_type',
  'coarse|fine|none': 'collect_statistics',
  'common_name|distinguished_name|subject_alt_name|subject_alternative_name': 'ssl_cert_login_from',
  'continue|persistent|stop_node|transient': 'vhost_restart_strategy',
  'distinguished_name|subject_alternative_name': 'mqtt.ssl_cert_client_id_from',
  'dns|email|ip|other_name|uri': 'mqtt.ssl_cert_login_san_type ssl_cert_login_san_type',
  'epoch_secs|epoch_usecs|lager_default|rfc3339_T|rfc3339_space': 'log.console.formatter.time_format',
  'false|network|network_unsafe|true': 'auth_ldap.log',
  'get|post': 'auth_http.http_method',
  'idp_initiated|sp_initiated': `
    management.oauth_initiated_logon_type management.oauth_resource_servers.*.oauth_initiated_logon_type`,
  'json|plaintext': 'log.console.formatter',
  'lc|lc3|lc4|uc|uc3|uc4': 'log.console.formatter.level_format',
  'stderr|stdout': 'log.console.stdio',
  'verify_none|verify_peer': 'ssl_options.verify',
};
