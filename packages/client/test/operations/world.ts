import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ForgedIssuer, startForgedIssuer } from '@tributary/integration-oidc/simulator'
import type * as sdk from '../../src/generated/sdk.gen.ts'
import { createTributaryClient, type TributaryClient } from '../../src/index.ts'
import { AnswerCheck, type Document } from '../live/answer-check.ts'
import { browserFetch } from '../live/browser-fetch.ts'
import { type Calls, checkedFetch } from '../live/checked-fetch.ts'
import { type LiveServer, startLiveServer } from '../live/live-server.ts'
import { startWebhookReceiver, type WebhookReceiver } from '../live/webhook-receiver.ts'

/** The name of each operation of the document. */
export type OperationId = keyof typeof sdk

/** A server that was just installed, and who calls it. */
export interface World {
  readonly server: LiveServer
  readonly receiver: WebhookReceiver
  /** Where people sign in. */
  readonly issuer: ForgedIssuer
  /** Where instances may store files. */
  readonly directory: string
  readonly check: AnswerCheck
  /** What was called so far. */
  readonly calls: Calls
  /** As a browser. */
  readonly session: TributaryClient
  /** As a program with the key of the administrator. */
  readonly client: TributaryClient
  /** Set by the first calls. */
  apiKey: string
}

export async function startWorld(): Promise<World> {
  const receiver = await startWebhookReceiver()
  const issuer = await startForgedIssuer()
  const allowed = [receiver.url, issuer.issuer].map((url) => new URL(url).host)
  const directory = await mkdtemp(join(tmpdir(), 'tributary-client-'))
  const environment = { EGRESS_ALLOW: allowed.join(','), LOCAL_FILES_DIRECTORIES: directory }
  const server = await startLiveServer({ admin: false, environment })
  const document = (await (await fetch(`${server.directUrl}/openapi.json`)).json()) as Document
  const check = new AnswerCheck(document)
  const calls: Calls = new Map()
  const checked = checkedFetch(check, calls)
  const world: World = {
    server,
    receiver,
    issuer,
    directory,
    check,
    calls,
    apiKey: '',
    session: createTributaryClient({ baseUrl: server.url, fetch: browserFetch(checked) }),
    client: createTributaryClient({ baseUrl: server.url, fetch: checked, apiKey: () => world.apiKey }),
  }
  return world
}

export async function stopWorld({ server, receiver, issuer, directory }: World): Promise<void> {
  await server[Symbol.asyncDispose]()
  await receiver.stop()
  await issuer.stop()
  await rm(directory, { recursive: true, force: true })
}
