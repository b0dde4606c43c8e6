/** What each scenario does with the generated code alone, as its generator documents. `steps.ts` calls it and checks the results. */
export interface Client {
  /**
   * Starts a session, asks in it who is signed in, and creates an API key in it, which all other calls use.
   *
   * @returns the email address of the signed-in person
   */
  signIn(as: Credentials): Promise<string>
  importFile(file: File): Promise<StartedJob>
  readJob(id: string): Promise<{ readonly status: string; readonly inserted: number }>
  listItems(query: { readonly text: string; readonly limit: number; readonly cursor?: string }): Promise<Page>
  listChanges(query: { readonly types: string[]; readonly cursor: string }): Promise<ChangePage>
  /** The bytes of the event stream as they come. */
  followChanges(cursor: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>
  exportItems(query: { readonly text: string; readonly format: 'jsonl' }): Promise<string>
}

export type Connect = (baseUrl: string) => Client

export interface Credentials {
  readonly email: string
  readonly password: string
}

export interface StartedJob {
  readonly id: string
  /** The header of the answer. */
  readonly location: string | null | undefined
}

export interface Page {
  readonly items: readonly { readonly title: string }[]
  readonly nextCursor: string | null
}

export interface ChangePage {
  readonly items: readonly { readonly type: string; readonly id: string; readonly change: string }[]
  readonly nextCursor: string
  readonly hasMore: boolean
}

/** The key that a scenario creates in its session. */
export const NEW_KEY = {
  name: 'generated client',
  scopes: ['netflix:write', 'jobs:read', 'library:read', 'changes:read'],
}

/** Passes a value through, and refuses `any` when it is compiled: `any` would hide that the generator made nothing of a schema. */
export function typed<T>(value: 0 extends 1 & T ? never : T): T {
  return value
}

/** The header `Cookie` of what `Set-Cookie` gave: outside of browsers `fetch` keeps no cookies. */
export function cookieOf(given: readonly string[]): string {
  return given.map((cookie) => cookie.split(';')[0]).join('; ')
}
