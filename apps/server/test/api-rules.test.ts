import type { Kernel } from '@tributary/core'
import { findBrokenRules } from '@tributary/testkit/api-rules'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfiguration } from '../src/configuration.ts'
import { makeKernel } from '../src/make-kernel.ts'
import { temporaryDirectory } from './server-process.ts'

/** The plugins whose operations keep the rules already. */
const HELD = ['kernel', 'accounts', 'secrets', 'notifications', 'operations']

describe('the API of the server', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>
  let kernel: Kernel
  beforeAll(async () => {
    directory = await temporaryDirectory()
    kernel = makeKernel(readConfiguration({ DATA_DIR: directory.path, LOG_LEVEL: 'silent' }), {
      worker: false,
      log: 'stderr',
    })
    await kernel.boot()
  })
  afterAll(async () => {
    await kernel.stop()
    await directory[Symbol.asyncDispose]()
  })

  test.each(HELD)('keeps the rules of the API in the plugin %s', (plugin) => {
    const document = kernel.pluginDocument(plugin)
    if (document === undefined) throw new Error(`no document of ${plugin}`)
    expect(findBrokenRules(document)).toEqual([])
  })
})
