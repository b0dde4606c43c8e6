import type { VaultAuth, VaultOptions } from '@tributary/secrets'

/** How the values of variables are read. */
export interface VaultVariables {
  text(name: string): string | undefined
  list(name: string): string[]
  report(problem: string): void
}

/** Vault, if `VAULT_ADDR` is set: its address, engine and how this server signs in. */
export function readVault(variables: VaultVariables): VaultOptions | undefined {
  const addresses = variables.list('VAULT_ADDR')
  const auth = readAuth(variables)
  const engine = {
    mount: variables.text('VAULT_MOUNT'),
    prefix: variables.text('VAULT_PREFIX'),
    namespace: variables.text('VAULT_NAMESPACE'),
  }
  if (addresses.length === 0) return undefined
  for (const address of addresses)
    if (!['http:', 'https:'].includes(URL.parse(address)?.protocol ?? ''))
      variables.report(`VAULT_ADDR: "${address}" is not an address like https://vault.example.org:8200`)
  if (auth !== undefined) return { addresses, auth, ...engine }
  variables.report(
    'VAULT_ADDR: set how to sign in: VAULT_TOKEN, or VAULT_ROLE_ID with VAULT_SECRET_ID, or VAULT_KUBERNETES_ROLE',
  )
  return undefined
}

function readAuth(variables: VaultVariables): VaultAuth | undefined {
  const role = variables.text('VAULT_KUBERNETES_ROLE')
  const kubernetes = {
    mount: variables.text('VAULT_KUBERNETES_MOUNT'),
    jwtFile: variables.text('VAULT_KUBERNETES_TOKEN_FILE'),
  }
  const roleId = variables.text('VAULT_ROLE_ID')
  const secretId = variables.text('VAULT_SECRET_ID')
  const mount = variables.text('VAULT_APPROLE_MOUNT')
  const token = variables.text('VAULT_TOKEN')
  if ((roleId === undefined) !== (secretId === undefined))
    variables.report('VAULT_ROLE_ID and VAULT_SECRET_ID: set both')
  if (role !== undefined) return { method: 'kubernetes', role, ...kubernetes }
  if (roleId !== undefined && secretId !== undefined) return { method: 'approle', roleId, secretId, mount }
  return token === undefined ? undefined : { method: 'token', token }
}
