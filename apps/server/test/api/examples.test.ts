import { describe, expect, it } from 'vitest'
import { addressOf, type LiveOperation, useLiveApi } from './live-api.ts'

const api = useLiveApi()

/** Why an operation is refused as its form is prefilled: the code of the problem. Everything else succeeds. */
const REASONS: Readonly<Record<string, string>> = {
  // A plugin that is ready needs no retry.
  kernelRetryPlugin: 'KERNEL_NOT_RETRYABLE',
  // The form of the example loads no choices, and its plugin has no test of its settings.
  pluginsLoadChoices: 'SETTINGS_UNKNOWN_FIELD',
  settingsTestPlugin: 'SETTINGS_NO_TEST',
  // No plugin of the server loads choices.
  settingsLoadChoices: 'SETTINGS_UNKNOWN_FIELD',
  // The file of the example is not stored.
  importsPreviewImport: 'JOBS_UPLOAD_GONE',
  importsImportFile: 'JOBS_UPLOAD_GONE',
  // No plugin was added.
  pluginsLoadPlugin: 'PLUGINS_NOT_ADDED',
  pluginsReloadPlugin: 'PLUGINS_NOT_ADDED',
  pluginsUnloadPlugin: 'PLUGINS_NOT_ADDED',
  // No administrator has configured a service for messages.
  notificationsAddChannel: 'NOTIFICATIONS_SERVICE_NOT_FOUND',
  // The person of the example has no channel.
  rulesCreateRule: 'KERNEL_UNKNOWN_VALUE',
  // No administrator has allowed a storage.
  exportsCreate: 'KERNEL_UNKNOWN_VALUE',
  exportsCreateSchedule: 'KERNEL_UNKNOWN_VALUE',
  // The password of a person is no example.
  accountsSignIn: 'ACCOUNTS_BAD_CREDENTIALS',
  // A server is claimed once, by its first administrator.
  accountsGetSetup: 'ACCOUNTS_SETUP_DONE',
  accountsClaimSetup: 'ACCOUNTS_SETUP_DONE',
  // A key of the provider is no example.
  // Its key for the API is not set.
  lastfmConnectAccount: 'CONNECTIONS_NOT_READY',
  listenbrainzConnectAccount: 'CONNECTIONS_KEY_REFUSED',
  // Called by the provider, at the end of a flow.
  fitbitCompleteConnection: 'CONNECTIONS_FLOW_REFUSED',
  ouraCompleteConnection: 'CONNECTIONS_FLOW_REFUSED',
  spotifyCompleteConnection: 'CONNECTIONS_FLOW_REFUSED',
  youtubeCompleteConnection: 'CONNECTIONS_FLOW_REFUSED',
  // No account is connected: that takes a person at the page of the provider.
  ...Object.fromEntries(
    ['fitbit', 'lastfm', 'oura', 'spotify', 'youtube'].flatMap((name) => [
      [`${name}UpdateOnlyConnection`, 'INTEGRATION_NO_CONNECTION'],
      [`${name}DisconnectOnlyConnection`, 'INTEGRATION_NOTHING_TO_DISCONNECT'],
      [`${name}SyncOnlyConnection`, 'INTEGRATION_NOT_CONNECTED'],
    ]),
  ),
}

/** A file in place of the example: forms have a button to choose one. */
const FILE = [
  '--b',
  'content-disposition: form-data; name="file"; filename="a.csv"',
  '',
  'Title,Date\n"Roma","10/31/26"',
  '--b--',
  '',
].join('\r\n')

/** Sends what a form is prefilled with: all examples and defaults of its parameters, and that of its body. */
async function sendPrefilled(operation: LiveOperation) {
  const { method, parameters } = operation
  const given = parameters.filter((each) => each.in === 'header' && each.example !== undefined)
  const headers = Object.fromEntries(given.map(({ name, example }) => [name, String(example)]))
  const url = addressOf(operation, () => true)
  const [type, media] = Object.entries(operation.body)[0] ?? []
  if (type === undefined) return api.send({ method, url, headers })
  if (type === 'multipart/form-data')
    return api.send({
      method,
      url,
      headers: { ...headers, 'content-type': `${type}; boundary=b` },
      payload: FILE,
    })
  return api.send({
    method,
    url,
    headers: { ...headers, 'content-type': type },
    payload: JSON.stringify(media?.example),
  })
}

describe('every operation', () => {
  it('without ids in its path succeeds as its form is prefilled, or is refused for a stated reason', async () => {
    const asked = api.operations().filter(({ path }) => !/\{(id|flow)\}/.test(path))
    // What deletes comes after all else, then demo data, whose connections the others would find, and last what ends the session that all need.
    const order = [
      'DELETE',
      'demoCreateDemoData',
      'demoDeleteDemoData',
      'accountsChangePassword',
      'accountsSignOut',
    ]
    const rank = ({ method, operationId }: LiveOperation) =>
      Math.max(order.indexOf(method), order.indexOf(operationId))
    const wrong: string[] = []
    const refused: Record<string, string> = {}
    for (const operation of asked.toSorted((one, other) => rank(one) - rank(other))) {
      const { status, body } = await sendPrefilled(operation)
      if (status < 400) continue
      refused[operation.operationId] = body.code
      if (REASONS[operation.operationId] !== body.code)
        wrong.push(`${operation.operationId}: ${status} ${body.code}: ${body.detail}`)
    }
    expect(wrong).toEqual([])
    expect(refused).toEqual(REASONS)
  })
})
