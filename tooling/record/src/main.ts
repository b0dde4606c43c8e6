// `npm run record -- <name>`: the server from source, with a proxy that keeps what a real account's provider answers.

import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { loadDefinition, publicUrlOf, recordingFile, runServer } from '@tributary/simulate'
import { fetchReplaced } from './fetch-replaced.ts'
import { recordedOrigins, tokenUrls } from './recorded-origins.ts'
import { RecordingProxy } from './recording-proxy.ts'
import { redactExchanges } from './redact/redact-exchanges.ts'

const USAGE = `npm run record -- <name> [--keep <member>]... [--origin <address>]... [--file <path>]

  --keep <member>     leave the values of a member as they are: "name", where it is that of an artist
  --origin <address>  record this address too, or where that of the API depends on the connection
  --file <path>       write there instead

Starts the server from source. Connect your account on its page and sync it; Ctrl-C then writes what the provider has answered to
packages/integrations/<name>/simulator/fixtures/recording.json, without tokens, names, addresses and ids: read it before you commit it.
"npm run simulate -- <name> --recorded" answers with it. Replacements of PROVIDER_ENDPOINTS are recorded under the real addresses.`

if (existsSync('.env')) process.loadEnvFile('.env')

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      keep: { type: 'string', multiple: true, default: [] },
      origin: { type: 'string', multiple: true, default: [] },
      file: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const [name] = positionals
  if (values.help || name === undefined) process.stdout.write(`${USAGE}\n`)
  else await record(name, values)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}

interface RecordOptions {
  readonly keep: readonly string[]
  readonly origin: readonly string[]
  readonly file?: string | undefined
}

async function record(
  name: string,
  { keep, origin, file = recordingFile(name) }: RecordOptions,
): Promise<void> {
  const definition = await loadDefinition(name)
  const proxy = await RecordingProxy.start({
    origins: recordedOrigins(definition, origin),
    except: tokenUrls(definition),
    fetch: fetchReplaced(process.env['PROVIDER_ENDPOINTS']),
    onExchange: ({ method, url, status }) =>
      process.stderr.write(`recorded: ${method} ${new URL(url).pathname} ${status}\n`),
  })
  const publicUrl = publicUrlOf(process.env)
  process.stdout.write(`Connect ${definition.displayName} at ${publicUrl} and sync it, then press Ctrl-C.\n`)
  const endpoints = Object.entries(proxy.endpoints).map(([real, here]) => `${real}=${here}`)
  await runServer({ PUBLIC_URL: publicUrl, PROVIDER_ENDPOINTS: endpoints.join(',') }, [])
  await proxy.stop()
  await keepRecording(proxy, file, keep)
}

async function keepRecording(proxy: RecordingProxy, file: string, keep: readonly string[]): Promise<void> {
  if (proxy.exchanges.length === 0) throw new Error('Nothing was recorded: no account was synced.')
  const { exchanges, counts } = redactExchanges(proxy.exchanges, { key: randomBytes(32), keep })
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, `${JSON.stringify(exchanges, undefined, 2)}\n`)
  const replaced = [...counts].map(([kind, count]) => `${kind}: ${count}`).join(', ')
  process.stdout.write(
    `\nWrote ${exchanges.length} answers to ${relative(process.cwd(), file)}. Replaced values: ${replaced || '0'}.\nTexts such as titles and comments stay: read the file before you commit it.\n`,
  )
}
