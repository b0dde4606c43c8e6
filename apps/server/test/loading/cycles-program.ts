// Loads, uses and unloads a plugin again and again, and prints what is left of it, as JSON.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Kernel } from '@tributary/core'
import { readConfiguration } from '../../src/configuration.ts'
import { makeKernelWithAdded } from '../../src/make-kernel.ts'
import { ADMIN } from '../server-process.ts'
import { writePlugin } from './plugin-folder.ts'

const CYCLES = 100
/** Roughly what the code of the plugin takes, in bytes. */
const CODE_BYTES = 200_000

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** A plugin with a timer, a listener, a service, a contribution, a route, and much code of its own. */
function sourceOf(content: string): string {
  const lines = Array.from(
    { length: CODE_BYTES / 100 },
    (_, index) => `  // ${content} ${index} ${'x'.repeat(80)}`,
  )
  return `let timer
const onWarning = () => {}
export default {
  name: 'cycled', version: '1.0.0',
  registerServices(context) {
    context.registerService({ name: 'cycled' }, () => ({ large: new Array(10_000).fill('${content}') }))
    context.contribute({ name: 'healthChecks' }, { name: 'cycled', check: async () => {} })
  },
  configureRoutes: (context) => ({ public: (app) => void app.get('/', {
    schema: { summary: 'Read', description: 'Its text.', response: { 200: { type: 'string', description: 'The text.' } } },
  }, () => context.getService({ name: 'cycled' }).large[0]) }),
  start() { timer = setInterval(() => {}, 1_000); process.on('warning', onWarning) },
  stop() { clearInterval(timer); process.off('warning', onWarning) },
}
${lines.join('\n')}
`
}

interface Left {
  readonly plugins: number
  readonly services: number
  readonly routes: number
  readonly paths: number
  readonly timers: number
  readonly listeners: number
  readonly heapBytes: number
}

function leftIn(kernel: Kernel): Left {
  collectGarbage()
  const { plugins } = kernel.report()
  return {
    plugins: plugins.length,
    services: kernel.services().services.length,
    routes: plugins.reduce((sum, { routes }) => sum + routes.length, 0),
    paths: Object.keys(kernel.document().paths).length,
    timers: process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length,
    listeners: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
    heapBytes: process.memoryUsage().heapUsed,
  }
}

async function main(): Promise<void> {
  const [dataDir = '', kind = 'same'] = process.argv.slice(2)
  const folder = join(dataDir, 'plugins/cycled')
  writePlugin(folder, sourceOf('start'))
  const environment = {
    DATA_DIR: dataDir,
    LOG_LEVEL: 'silent',
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
  }
  const kernel = await makeKernelWithAdded(readConfiguration(environment), {
    worker: false,
    log: { write: () => {} },
  })
  await kernel.boot()
  const signedIn = await kernel.app.inject({
    method: 'POST',
    url: '/api/accounts/sign-in/email',
    payload: ADMIN,
  })
  const cookie = String(signedIn.headers['set-cookie']).split(';')[0] ?? ''
  const act = async (what: string) => {
    const payload = { plugin: 'cycled' }
    const { statusCode, body } = await kernel.app.inject({
      method: 'POST',
      url: `/api/admin/plugins/${what}`,
      headers: { cookie },
      payload,
    })
    if (statusCode !== 200) throw new Error(body)
  }
  let count = 0
  const cycle = async () => {
    count += 1
    const content = kind === 'same' ? 'start' : `cycle ${count}`
    writeFileSync(join(folder, 'index.js'), sourceOf(content))
    await act('load')
    const { body } = await kernel.app.inject('/api/public/cycled')
    if (body !== content) throw new Error(`it answers ${body}`)
    await act('unload')
    await kernel.retired()
  }
  await act('unload')
  for (let warmUp = 0; warmUp < 10; warmUp++) await cycle()
  const before = leftIn(kernel)
  for (let index = 0; index < CYCLES; index++) await cycle()
  const after = leftIn(kernel)
  const growth = (after.heapBytes - before.heapBytes) / CYCLES
  process.stdout.write(`${JSON.stringify({ before, after, growth, code: sourceOf('cycle 100').length })}\n`)
  await kernel.stop()
}

await main()
