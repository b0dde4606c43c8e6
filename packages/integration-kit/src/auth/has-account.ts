import type { Auth } from './auth.ts'

/** Whether people connect an account of theirs: not where the provider's data is public or comes as files alone. */
export function hasAccount({ auth }: { readonly auth?: Auth }): boolean {
  return auth !== undefined && auth.kind !== 'none'
}
