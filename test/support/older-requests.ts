/** Request of an earlier version, what it becomes, and what of it needs attention. */
export interface OlderRequest {
  readonly what: string;
  readonly given: string;
  readonly converted: string;
  /** Paths in the given request. */
  readonly open: readonly string[];
}

/** Requests in every shape of earlier versions. */
export const olderRequests: readonly OlderRequest[] = [
  {
    what: 'applications with images that are strings, and components with `config`',
    given: `apiVersion: platform.infraforge.io/v1
kind: ApplicationClaim
metadata:
  name: bookshop
spec:
  environment: dev
  clusterType: nonprod
  namespace: bookshop
  owner: {team: Bookshop Team, email: books@example.com}
  gitops: {enabled: true, argocd: {project: default}}
  applications:
    - name: catalog
      repository: https://github.com/acme/catalog
      version: v1.4.0
      image: ghcr.io/acme/catalog:v1.4.0
      chart: {name: microservice, source: embedded}
      ports: [{name: http, port: 8080}]
      env:
        - {name: DATABASE_URL, value: "postgresql://books:secret@catalog-db:5432/books"}
        - {name: LOG_LEVEL, value: info}
      gitops: {enabled: true}
  components:
    - type: postgresql
      name: catalog-db
      version: "14"
      size: medium
      config:
        instances: 3
        storage: 20Gi
        backup: {enabled: true, schedule: "0 2 * * *", retentionPolicy: 30d}
    - type: redis
      name: catalog-cache
      config: {mode: standalone, maxmemory: 256mb}
    - type: minio
      name: covers
      storage: 50Gi
    - type: mysql
      name: reports
`,
    converted: `apiVersion: platform.infraforge.io/v1
kind: ApplicationClaim
metadata:
  name: bookshop
spec:
  environment: dev
  clusterType: nonprod
  owner: {team: Bookshop Team, email: books@example.com}
  applications:
    - name: catalog
      version: v1.4.0
      image:
        repository: ghcr.io/acme/catalog
        tag: v1.4.0
      chart: {name: microservice}
      ports: [{name: http, port: 8080}]
      env:
        - {name: LOG_LEVEL, value: info}
  components:
    - type: postgresql
      name: catalog-db
      size: medium
      replicas: 3
      storage:
        size: 20Gi
    - type: redis
      name: catalog-cache
      mode: standalone
      credentials:
        secretName: catalog-cache-credentials
    - type: objectstorage
      name: covers
      storage:
        size: 50Gi
`,
    open: [
      'spec.applications[0].repository',
      'spec.components[1].credentials.secretName',
      'spec.applications[0].chart.source',
      'spec.applications[0].env[0]',
      'spec.applications[0].gitops',
      'spec.components[0].version',
      'spec.components[3]',
      'spec.gitops',
      'spec.namespace',
      'spec.components[0].config.backup',
      'spec.components[1].config.maxmemory',
    ],
  },
  {
    what: 'applications of the first version, with platform components and dependencies',
    given: `apiVersion: platform.infraforge.io/v1alpha1
kind: AppClaim
metadata:
  name: tickets
spec:
  environment: dev
  githubIntegration: {autoDeploy: true}
  applications:
    - name: booking
      version: v0.9.1
      repository: acme/booking
      resources:
        cpu: {request: 100m, limit: 500m}
        memory: {request: 128Mi, limit: 256Mi}
      configOverrides: {level: debug}
      dependencies: [booking-db]
      ports: [{name: http, port: 80, targetPort: 8080}]
      healthCheck:
        livenessProbe: {path: /live, port: 8080}
        readinessProbe: {path: /ready, port: 8080, failureThreshold: 5}
  platformComponents:
    - {type: postgres, name: booking-db, template: nonprod, size: small, customConfig: {replicas: 1}}
`,
    converted: `apiVersion: platform.infraforge.io/v1
kind: ApplicationClaim
metadata:
  name: tickets
spec:
  environment: dev
  applications:
    - name: booking
      version: v0.9.1
      resources:
        requests:
          cpu: 100m
          memory: 128Mi
        limits:
          cpu: 500m
          memory: 256Mi
      ports: [{name: http, port: 8080, servicePort: 80}]
      healthCheck:
        liveness: {http: {path: /live, port: 8080}}
        readiness: {http: {path: /ready, port: 8080}, failureThreshold: 5}
      image:
        repository: registry.example.com/booking
        tag: v0.9.1
  components:
    - {type: postgresql, name: booking-db, size: small, replicas: 1}
`,
    open: [
      'spec.applications[0].repository',
      'spec.applications[0].configOverrides',
      'spec.applications[0].dependencies',
      'spec.platformComponents[0].template',
      'spec.githubIntegration',
      'spec.applications[0].image.repository',
      'spec.applications[0].image.tag',
    ],
  },
  {
    what: 'services of a PlatformClaim',
    given: `apiVersion: platform.infraforge.io/v1alpha1
kind: PlatformClaim
metadata:
  name: stores
spec:
  gitea: {url: "http://gitea-http.gitea.svc.cluster.local:3000", organization: infraforge}
  environment: dev
  clusterType: nonprod
  services:
    - name: orders
      type: postgresql
      version: "16"
      chart: {name: postgresql, source: embedded, repository: "https://charts.example.com", version: 1.0.0}
      values: {persistence: {size: 10Gi}}
      highAvailability: true
      monitoring: true
      backup: {enabled: true, schedule: "0 3 * * *", retention: 14, storageClass: fast}
    - {name: events, type: kafka, config: {brokers: 3, zookeeper: {replicas: 3}}}
`,
    converted: `apiVersion: platform.infraforge.io/v1
kind: PlatformApplicationClaim
metadata:
  name: stores
spec:
  giteaURL: "http://gitea-http.gitea.svc.cluster.local:3000"
  organization: infraforge
  environment: dev
  clusterType: nonprod
  services:
    - name: orders
      type: postgresql
      version: "16"
      chart: {name: postgresql, version: 1.0.0}
      values: {persistence: {size: 10Gi}}
      highAvailability: true
    - {name: events, type: kafka}
`,
    open: [
      'spec.services[0].backup.storageClass',
      'spec.services[0].chart.repository',
      'spec.services[0].chart.source',
      'spec.services[0].monitoring',
      'spec.services[1].config.brokers',
      'spec.services[1].config.zookeeper',
      'spec.services[0].backup',
    ],
  },
  {
    what: 'platform with fields that are flat',
    given: `apiVersion: platform.infraforge.io/v1
kind: BootstrapClaim
metadata:
  name: platform
spec:
  giteaURL: http://gitea-http.gitea.svc.cluster.local:3000
  organization: infraforge
  repository: gitops
  branch: main
  clusterType: nonprod
  environment: dev
  createGitOpsStructure: true
  argoCDApplications: [{name: dev-apps, path: apps}]
  chartsRepository: {type: git, url: "https://git.example.com/charts.git", path: charts}
`,
    converted: `apiVersion: platform.infraforge.io/v1
kind: BootstrapClaim
metadata:
  name: platform
spec:
  giteaURL: http://gitea-http.gitea.svc.cluster.local:3000
  organization: infraforge
  repositories:
    stateStore: gitops
  gitOps:
    branch: main
    clusterType: nonprod
    environments:
      - dev
  chartsRepository:
    type: oci
    url: oci://registry.example.com/charts
`,
    open: ['spec.chartsRepository', 'spec.argoCDApplications', 'spec.createGitOpsStructure'],
  },
  {
    what: 'platform with several cluster types',
    given: `apiVersion: platform.infraforge.io/v1alpha1
kind: Bootstrap
metadata:
  name: platform
  namespace: infraforge-platform
spec:
  gitea:
    url: http://gitea-http.gitea.svc.cluster.local:3000
    organization: infraforge
  repositories: {charts: charts, voltran: voltran}
  clusters:
    - type: nonprod
      environments: [dev, qa]
    # one day
    - {type: prod, environments: [{name: prod}], server: "https://prod.example.com"}
`,
    converted: `apiVersion: platform.infraforge.io/v1
kind: BootstrapClaim
metadata:
  name: platform-nonprod
  namespace: infraforge-platform
spec:
  giteaURL: http://gitea-http.gitea.svc.cluster.local:3000
  organization: infraforge
  repositories: {stateStore: voltran}
  gitOps:
    clusterType: nonprod
    environments: [dev, qa]
  chartsRepository:
    type: oci
    url: oci://registry.example.com/charts
---
apiVersion: platform.infraforge.io/v1
kind: BootstrapClaim
metadata:
  name: platform-prod
  namespace: infraforge-platform
spec:
  giteaURL: http://gitea-http.gitea.svc.cluster.local:3000
  organization: infraforge
  repositories: {stateStore: voltran}
  # one day
  gitOps:
    clusterType: prod
    environments: [prod]
  destination:
    server: "https://prod.example.com"
  chartsRepository:
    type: oci
    url: oci://registry.example.com/charts
`,
    open: ['spec.chartsRepository', 'spec.repositories.charts'],
  },
];
