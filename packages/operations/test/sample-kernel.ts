import { authenticator, createKernel, type Kernel, type KernelOptions, type Plugin } from '@tributary/core'
import { Type } from 'typebox'

/** Authenticates every request with a header that names a role. */
export const signIn: Plugin = {
  name: 'sign-in',
  version: '1.0.0',
  registerServices(context) {
    context.registerService(authenticator, () => ({
      authenticate: async ({ headers }) => {
        const role = headers['x-role']
        if (role !== 'user' && role !== 'admin') return undefined
        const scopes = headers['x-scopes']
        const who = { userId: role, email: `${role}@example.org`, roles: [role] as const }
        return typeof scopes === 'string'
          ? { ...who, kind: 'api_key' as const, scopes: scopes.split(' ') }
          : { ...who, kind: 'session' as const }
      },
    }))
  },
}

const Song = Type.Object(
  { id: Type.String(), title: Type.String() },
  { title: 'Song', additionalProperties: false },
)

/** A plugin with the usual kinds of routes. */
export const songs: Plugin = {
  name: 'songs',
  version: '1.0.0',
  configureRoutes: () => ({
    routes: (app) => {
      app.get('/', { schema: { summary: 'List songs', response: { 200: Type.Array(Song) } } }, () => [])
      app.get(
        '/:id',
        {
          schema: {
            summary: 'Read a song',
            params: Type.Object({ id: Type.String() }),
            response: { 200: Song },
          },
        },
        (request) => ({ id: request.params.id, title: 'Aria' }),
      )
      app.post(
        '/',
        { schema: { summary: 'Add a song', body: Song, response: { 201: Song } } },
        (request, reply) => {
          reply.code(201)
          return request.body
        },
      )
    },
    public: (app) => {
      app.get('/boom', { schema: { summary: 'Fail', response: { 200: Type.String() } } }, () => {
        throw new Error('the inside of a failure')
      })
    },
  }),
  openapiSchema: () => ({ description: 'Songs.' }),
}

/** A plugin that fails to boot. */
export const broken: Plugin = {
  name: 'broken',
  version: '1.0.0',
  configureRoutes: () => ({
    routes: (app) => {
      app.get('/', { schema: { summary: 'Nothing', response: { 200: Type.String() } } }, () => 'nothing')
    },
  }),
  start() {
    throw new Error('no way to postgres://me:hunter2@db.local/x\n    at inside.ts:1')
  },
}

/** A plugin that only has a phase 1. */
export function registering(name: string, registerServices: NonNullable<Plugin['registerServices']>): Plugin {
  return { name, version: '1.0.0', registerServices }
}

const booted = new Set<Kernel>()

/** Boots a kernel; `stopAll` stops it. */
export async function boot(
  plugins: readonly Plugin[],
  options: Partial<KernelOptions> = {},
): Promise<Kernel> {
  const kernel = createKernel({
    document: { title: 'Sample', version: '1.2.3', description: 'A sample.' },
    ...options,
    plugins: [signIn, ...plugins],
  })
  booted.add(kernel)
  await kernel.boot()
  return kernel
}

export async function stopAll(): Promise<void> {
  for (const kernel of booted) await kernel.stop()
  booted.clear()
}
