import { startVaultSimulator } from '@tributary/secrets/simulator'
import { expect, test, vi } from 'vitest'
import { ADMIN, runCommand, ServerProcess, temporaryDirectory } from './server-process.ts'

/** Health is cached, and its end is confirmed by several checks. */
const WAIT = { timeout: 30_000, interval: 200 }
const CANARY = 'canary-client-secret'

test('secrets move to Vault by command; the server reads them there, boots without Vault, and says so', async () => {
  await using directory = await temporaryDirectory()
  await using vault = await startVaultSimulator({
    appRole: { roleId: 'tributary', secretId: 'a-secret-id', leaseSeconds: 1200 },
  })
  const environment = {
    DATA_DIR: directory.path,
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
    VAULT_ADDR: vault.url,
    VAULT_ROLE_ID: 'tributary',
    VAULT_SECRET_ID: 'a-secret-id',
  }
  const secretsIn = () => JSON.stringify([...vault.values().values()])
  {
    await using server = await ServerProcess.start(environment)
    await server.signIn()
    const changed = await server.fetch('/api/admin/settings/spotify', {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ values: { clientId: 'a-client', clientSecret: CANARY } }),
    })
    expect(changed.status).toBe(200)
  }
  expect(secretsIn()).not.toContain(CANARY)
  const moved = await runCommand(['secrets', 'move', '--to', 'vault'], environment)
  expect(moved).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('Secrets moved to Vault: 1. Set SECRETS_BACKEND=vault'),
  })
  expect(secretsIn()).toContain(CANARY)

  vault.seal()
  await using server = await ServerProcess.start({ ...environment, SECRETS_BACKEND: 'vault' })
  await server.signIn()
  await vi.waitFor(async () => {
    const health = JSON.stringify(await server.json('/health'))
    expect(health).toContain('degraded')
    expect(health).toContain('Vault is sealed')
  }, WAIT)
  vault.unseal()
  const settings = JSON.stringify(await server.json('/api/admin/settings/spotify'))
  expect(JSON.parse(settings)).toMatchObject({ configured: true })
  expect(settings).not.toContain(CANARY)
  await vi.waitFor(async () => expect(await server.json('/health')).toMatchObject({ status: 'ok' }), WAIT)
}, 120_000)

test('a backend without its address is refused with what to set', async () => {
  await using directory = await temporaryDirectory()
  const refused = await runCommand(['migrate'], {
    DATA_DIR: directory.path,
    SECRETS_BACKEND: 'vault',
    VAULT_ADDR: 'vault:8200',
  })
  expect(refused.code).not.toBe(0)
  expect(refused.stderr).toContain(
    'VAULT_ADDR: "vault:8200" is not an address like https://vault.example.org:8200',
  )
  expect(refused.stderr).toContain(
    'VAULT_TOKEN, or VAULT_ROLE_ID with VAULT_SECRET_ID, or VAULT_KUBERNETES_ROLE',
  )
})
