import { setTimeout as sleep } from 'node:timers/promises'
import type { Kernel } from '@tributary/core'
import type { ImportJob } from '@tributary/integration-host'
import type { ConsentDecision, ProviderSimulator } from '@tributary/provider-simulator'
import { describeJob, waitOf } from './describe-job.ts'
import { multipartBody } from './multipart-body.ts'
import type { TestFile } from './test-file.ts'

const ENDED = new Set<ImportJob['status']>(['succeeded', 'partial', 'failed', 'cancelled'])
const LOOK_MILLISECONDS = 20
/** A job without progress for this time hangs; less than the time limit of a test, so that the test reports what it waits for. */
const PATIENCE_MILLISECONDS = 25_000
/** The maximum wait of a test: after a failed attempt a job waits for less, after a rate limit for more. */
const MOST_WAIT_SECONDS = 10
/** The number of characters shown of a rejected record. */
const MOST_RAW = 300

/** A response, with its body parsed if it is JSON. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into bodies of many shapes
  readonly body: any
}

/** The client of a test server for one user, with an API key. */
export class TestUser {
  readonly #kernel: Kernel
  readonly id: string
  readonly email: string
  readonly key: string

  constructor(kernel: Kernel, user: { id: string; email: string; key: string }) {
    this.#kernel = kernel
    this.id = user.id
    this.email = user.email
    this.key = user.key
  }

  async get(path: string): Promise<Answer> {
    return this.request({ method: 'GET', path })
  }

  async post(path: string, body?: object): Promise<Answer> {
    return this.request({ method: 'POST', path, ...(body === undefined ? {} : { body }) })
  }

  async request(request: {
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
    path: string
    body?: object
    headers?: Readonly<Record<string, string>>
  }): Promise<Answer> {
    const response = await this.#kernel.app.inject({
      method: request.method,
      url: request.path,
      headers: { authorization: `Bearer ${this.key}`, ...request.headers },
      ...(request.body === undefined ? {} : { payload: request.body }),
    })
    const json = /^application\/(problem\+)?json(;|$)/.test(String(response.headers['content-type']))
    return {
      status: response.statusCode,
      headers: response.headers,
      body: json ? response.json() : response.payload,
    }
  }

  /** Uploads a file; the response contains the queued job, or the problem. */
  async upload(integration: string, file: TestFile): Promise<Answer> {
    return this.#send(`/api/${integration}/import`, file)
  }

  /** Uploads a file to be recognised; the response contains the integrations that can read it. */
  async recognise(file: Omit<TestFile, 'options'>): Promise<Answer> {
    return this.#send('/api/imports/recognise', file)
  }

  async #send(url: string, file: TestFile): Promise<Answer> {
    const { body, contentType } = multipartBody(file)
    const response = await this.#kernel.app.inject({
      method: 'POST',
      url,
      headers: { authorization: `Bearer ${this.key}`, 'content-type': contentType },
      payload: body,
    })
    return { status: response.statusCode, headers: response.headers, body: response.json() }
  }

  /** Uploads a file and waits until its job has ended. */
  async importFile(integration: string, file: TestFile): Promise<ImportJob> {
    const answer = await this.upload(integration, file)
    if (answer.status !== 202) throw new Error(`the upload was refused: ${JSON.stringify(answer.body)}`)
    return this.jobEnd((answer.body as ImportJob).id)
  }

  /**
   * Connects an account like a person: by the provider's page and the callback, or by the code of a device. The response is that of
   * the last step: below 400, or the problem.
   */
  async connect(
    integration: string,
    simulator: ProviderSimulator,
    decision: Partial<ConsentDecision> = {},
    body: object = {},
  ): Promise<Answer> {
    const begun = await this.post(`/api/${integration}/connect`, body)
    if (begun.status !== 200) return begun
    const { authorizationUrl, userCode, flow } = begun.body as Partial<Record<string, string>>
    if (userCode !== undefined) {
      simulator.enterDeviceCode(userCode, decision)
      return this.post(`/api/${integration}/connect/${flow}`)
    }
    const callback = await simulator.authorize(authorizationUrl ?? '', decision)
    const cookie = [begun.headers['set-cookie'] ?? ''].flat().map((each) => String(each).split(';')[0])
    return this.request({
      method: 'GET',
      path: `${callback.pathname}${callback.search}`,
      headers: { cookie: cookie.join('; ') },
    })
  }

  /** Syncs now and waits until it has ended. */
  async sync(integration: string): Promise<ImportJob> {
    const answer = await this.post(`/api/${integration}/sync`)
    if (answer.status !== 202) throw new Error(`the sync was refused: ${JSON.stringify(answer.body)}`)
    return this.jobEnd((answer.body as ImportJob).id)
  }

  /** Waits until all of the user's jobs have ended, for example those queued by connecting. */
  async allJobsEnd(): Promise<ImportJob[]> {
    const { body } = await this.get('/api/jobs')
    return Promise.all((body as { items: ImportJob[] }).items.map(async (job) => this.jobEnd(job.id)))
  }

  /** Waits until a job has ended. Rejects at once, with what it waits for, if it waits for longer than a test does. */
  async jobEnd(id: string): Promise<ImportJob> {
    const job = await this.#jobAt(id, (each) => ENDED.has(each.status) || waitOf(each) > MOST_WAIT_SECONDS)
    if (!ENDED.has(job.status)) throw new Error(describeJob(job))
    return job
  }

  /** Waits until a job has ended, or waits for a retry. */
  async jobPause(id: string): Promise<ImportJob> {
    return this.#jobAt(id, (job) => ENDED.has(job.status) || (job.status === 'queued' && job.error !== null))
  }

  async #jobAt(id: string, isThere: (job: ImportJob) => boolean): Promise<ImportJob> {
    let known = ''
    let until = 0
    for (;;) {
      const job = (await this.get(`/api/jobs/${id}`)).body as ImportJob
      if (isThere(job)) return job
      const now = JSON.stringify(job)
      if (now !== known) until = Date.now() + PATIENCE_MILLISECONDS
      known = now
      if (Date.now() > until) throw new Error(`nothing happens any more: ${describeJob(job)}`)
      await sleep(LOOK_MILLISECONDS)
    }
  }

  /** The reasons of a job's rejections, each with its record, for the message of a test. */
  async rejections(job: ImportJob): Promise<string> {
    if (job.rejected === 0) return ''
    const { body } = await this.get(`/api/jobs/${job.id}/rejected`)
    const items = (body as { items: readonly { reason: string; raw: unknown }[] }).items
    return items.map(({ reason, raw }) => `${reason} ${JSON.stringify(raw).slice(0, MOST_RAW)}`).join('; ')
  }

  /** All of the user's media items, newest first. */
  async items(integration: string): Promise<MediaItem[]> {
    const { body } = await this.get(`/api/library/export?format=jsonl&integration=${integration}`)
    return String(body)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as MediaItem)
  }
}

/** A media item in the format of the export, for comparisons. */
export interface MediaItem {
  readonly id: string
  readonly externalId: string
  readonly title: string
  readonly occurredOn: string
  readonly [column: string]: unknown
}
