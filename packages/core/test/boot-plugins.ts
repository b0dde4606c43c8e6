import { Type } from 'typebox'
import { onTestFinished } from 'vitest'
import {
  authenticator,
  createKernel,
  type Kernel,
  type KernelOptions,
  type Plugin,
  type PluginRoutes,
  type Principal,
  ProblemError,
  type RoutePlugin,
  type ServiceKey,
  serviceKey,
} from '../src/index.ts'

/** A plugin with the parts a test is about. */
export function plugin(name: string, parts: Partial<Plugin> = {}): Plugin {
  return { name, version: '1.0.0', ...parts }
}

/** A plugin that serves `GET /api/<name>`, so that a test can see whether it does. */
export function serving(name: string, parts: Partial<Plugin> = {}): Plugin {
  return plugin(name, { configureRoutes: () => ({ routes: answering('/') }), ...parts })
}

/** The service of a plugin that `providing` makes. */
export function serviceOf(name: string): ServiceKey<object> {
  return serviceKey<object>(`${name}Service`)
}

/** A plugin that registers a service as well, so that others can depend on it. */
export function providing(of: Plugin): Plugin {
  return {
    ...of,
    async registerServices(context) {
      await of.registerServices?.(context)
      context.registerService(serviceOf(of.name), () => ({}))
    },
  }
}

/** What makes a plugin depend on another that `providing` has made. */
export function dependingOn(name: string): Pick<Plugin, 'uses'> {
  return { uses: [serviceOf(name)] }
}

/** Routes with a single documented GET that answers "ok". */
export function answering(path: string, config = {}): RoutePlugin {
  return async (app) => {
    app.get(path, { config, schema: documented() }, () => 'ok')
  }
}

/** The least that a route's schema has to say. */
export function documented<T extends object>(more?: T): T & { summary: string; response: { 200: object } } {
  return { summary: 'Test', response: { 200: Type.Unknown() }, ...more } as never
}

/** A kernel that is stopped when the test ends. */
export function kernelOf(plugins: readonly Plugin[], options: Partial<KernelOptions> = {}): Kernel {
  const kernel = createKernel({
    plugins,
    timeLimits: { registerServices: 80, configureRoutes: 80, start: 80, stop: 80 },
    ...options,
  })
  onTestFinished(() => kernel.stop())
  return kernel
}

/** A kernel that has booted. */
export async function boot(
  plugins: readonly Plugin[],
  options: Partial<KernelOptions> = {},
): Promise<Kernel> {
  const kernel = kernelOf(plugins, options)
  await kernel.boot()
  return kernel
}

/** What the boot report says of one plugin, in the words its author reads. */
export function reasonOf(kernel: Kernel, name: string): string | undefined {
  return reportOf(kernel, name).reason
}

export function reportOf(kernel: Kernel, name: string) {
  const report = kernel.report().plugins.find((candidate) => candidate.name === name)
  if (report === undefined) throw new Error(`no plugin ${name}`)
  return report
}

export function statesOf(kernel: Kernel): Record<string, string> {
  return Object.fromEntries(kernel.report().plugins.map(({ name, state }) => [name, state]))
}

/** Boots a plugin with these routes beside a healthy one, and returns why it was refused. */
export async function refusalOf(mounts: PluginRoutes | RoutePlugin): Promise<string | undefined> {
  const routes = typeof mounts === 'function' ? { routes: mounts } : mounts
  const kernel = await boot([
    plugin('bad', { configureRoutes: () => routes }),
    ...signedIn(),
    serving('good'),
  ])
  const healthy = await kernel.app.inject({ url: '/api/good', headers: { as: 'user' } })
  if (healthy.statusCode !== 200) throw new Error(`the healthy plugin answers ${healthy.statusCode}`)
  return reasonOf(kernel, 'bad')
}

const WRONG = { code: 'TEST_WRONG_KEY', status: 401, kind: 'config', title: 'That key is wrong' } as const

/** Sign-in by the header `as`: `user`, `admin`, `user-key library:read …`, `admin-key …`; `wrong` is refused. */
export function signedIn(): Plugin[] {
  const authenticate = async ({ headers }: { headers: Record<string, unknown> }) => {
    if (typeof headers['as'] !== 'string') return undefined
    const [who = '', ...scopes] = headers['as'].split(' ')
    if (who === 'wrong') throw new ProblemError(WRONG)
    return principal(who, scopes)
  }
  return [
    plugin('accounts', {
      registerServices: ({ registerService }) => registerService(authenticator, () => ({ authenticate })),
    }),
  ]
}

function principal(who: string, scopes: readonly string[]): Principal {
  const person = { userId: '1', email: 'ada@example.org' }
  const roles = who.startsWith('admin') ? (['admin', 'user'] as const) : (['user'] as const)
  return who.endsWith('-key')
    ? { ...person, roles, kind: 'api_key', scopes }
    : { ...person, roles, kind: 'session' }
}

/** A promise that never settles. */
export const forever = () => new Promise<never>(() => {})
