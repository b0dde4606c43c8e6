import type { Kernel } from '@tributary/core'
import { findBrokenRules } from '@tributary/testkit/api-rules'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfiguration } from '../src/configuration.ts'
import { makeKernel } from '../src/make-kernel.ts'
import { temporaryDirectory } from './server-process.ts'

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

  test('keeps the rules in the merged document', () => {
    expect(findBrokenRules(kernel.document())).toEqual([])
  })
})
