import { defineCommand } from '../../define-command.ts';

/** Declaration of `infraforge new-app`. */
export const newApp = defineCommand({
  name: 'new-app',
  summary: 'Create a request for an application and its services, and a page with the next steps',
  description:
    'Creates a folder with a request for an application that is bound to its services, and a page with the next steps. The request can be applied unchanged.',
  arguments: {
    name: { description: 'name of the application, and of its request, such as shop', required: true },
  },
  flags: {
    team: { value: 'team', description: 'team that owns the application', required: true },
    with: { value: 'types', description: 'types of its services, such as postgresql,redis' },
    environment: { value: 'environment', description: 'environment of the platform', default: 'dev' },
    image: {
      value: 'image',
      description: 'image with a tag or a digest',
      defaultText: 'registry.example.com/<name>:v0.1.0, a placeholder',
    },
    port: { value: 'port', description: 'port of the container', integer: true, default: 8080 },
    out: { value: 'folder', description: 'folder for the files', defaultText: 'a folder of the name' },
  },
  notes: '"infraforge explain" lists the types of services. No file is replaced.',
  examples: [
    'new-app shop --team shopping',
    'new-app shop --team shopping --with postgresql,redis',
    'new-app shop --team shopping --image ghcr.io/acme/shop:v1.2.3 --port 3000 --environment qa --out requests/shop',
  ],
  exits: { done: 'the files are written', cantCreate: 'a file exists or cannot be written' },
});
