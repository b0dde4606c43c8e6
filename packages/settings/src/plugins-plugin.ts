import { authenticator, type Plugin } from '@tributary/core'
import { database } from '@tributary/database'
import { catalogueRoutes } from './catalogue/catalogue-routes.ts'

/** The catalogue of plugins. */
export function pluginsPlugin(): Plugin {
  return {
    name: 'plugins',
    version: '0.1.0',
    about: {
      kind: 'server',
      displayName: 'Plugins',
      description: 'The plugins of this server: what each is for, its forms and its health.',
      author: 'The Tributary authors',
      tags: ['administration', 'monitoring'],
    },
    uses: [database, authenticator],
    configureRoutes: (context) => ({ routes: (app) => catalogueRoutes(app, context) }),
    openapiSchema: () => ({ description: 'The plugins of this server, their forms and their health.' }),
  }
}
