import type { Principal } from './principal.ts'

/** Who may call a route. */
export type Access = 'public' | 'user' | 'admin'

/** Where a plugin's routes are mounted. The mount decides the default access of a route. */
export type Mount = 'routes' | 'admin' | 'public' | 'root'

/** Whether a value is the name of a mount. */
export function isMount(word: string): word is Mount {
  return word === 'routes' || word === 'admin' || word === 'public' || word === 'root'
}

/** The access declaration of a route, in Fastify's `config`. */
export interface RouteAccess {
  /** Widens or narrows the access of the mount. `public` is listed in the boot report. */
  readonly access?: Access
  /** The scopes an API key needs, any one of them. Default: `<plugin>:read` for GET and HEAD, else `<plugin>:write`. */
  readonly scopes?: readonly string[]
  /**
   * Refuses API keys, whatever their scopes; the route then has no scopes. For changes that a key must not make to
   * its own account.
   */
  readonly sessionOnly?: boolean
}

/** A route's access after the mount's defaults: what the access hook enforces and the documentation shows. */
export interface ResolvedAccess {
  readonly access: Access
  readonly scopes: readonly string[]
  readonly sessionOnly: boolean
}

const READING = new Set(['GET', 'HEAD', 'OPTIONS'])

/** The prefix each mount has for a plugin. */
export function mountPrefix(mount: Mount, plugin: string): string {
  switch (mount) {
    case 'routes':
      // Not a possible plugin name: a name begins with a letter.
      return plugin === 'kernel' ? '/api/_kernel' : `/api/${plugin}`
    case 'admin':
      return `/api/admin/${plugin}`
    case 'public':
      return `/api/public/${plugin}`
    case 'root':
      return ''
  }
}

/** Derives a route's access from its mount, its method and what it declares. */
export function resolveAccess(
  mount: Mount,
  plugin: string,
  route: { methods: readonly string[]; declared: RouteAccess },
): ResolvedAccess {
  const access = route.declared.access ?? defaultAccess(mount)
  const sessionOnly = route.declared.sessionOnly ?? false
  if (access === 'public' || sessionOnly) return { access, scopes: [], sessionOnly }
  const reading = route.methods.every((method) => READING.has(method))
  const fallback = access === 'admin' ? `${plugin}:admin` : `${plugin}:${reading ? 'read' : 'write'}`
  return { access, scopes: route.declared.scopes ?? [fallback], sessionOnly }
}

function defaultAccess(mount: Mount): Access {
  if (mount === 'public') return 'public'
  return mount === 'routes' ? 'user' : 'admin'
}

/** Whether a principal has one of the scopes: a session has all, an API key its own. */
export function coversScope(principal: Principal, scopes: readonly string[]): boolean {
  if (principal.kind === 'session' || scopes.length === 0) return true
  // A key without scopes has no rights: an authenticator that omits scopes must not grant everything.
  const { scopes: held = [] } = principal
  return scopes.some((needed) => held.some((scope) => scopeMatches(scope, needed)))
}

/** `*` covers all, `library:*` all of one plugin, `*:read` reading everywhere, `library:read` itself. */
function scopeMatches(held: string, needed: string): boolean {
  if (held === '*' || held === needed) return true
  const [heldPlugin, heldAction, heldRest] = held.split(':')
  const [neededPlugin, neededAction, neededRest] = needed.split(':')
  if (heldRest !== undefined || neededRest !== undefined) return false
  return (
    (heldPlugin === '*' || heldPlugin === neededPlugin) && (heldAction === '*' || heldAction === neededAction)
  )
}
