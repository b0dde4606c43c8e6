import { describe, expect, it } from 'vitest'
import { askWithin } from '../src/host.ts'
import { IntegrationError } from '../src/index.ts'

describe('a question to a provider while a person waits', () => {
  it('is answered', async () => {
    expect(await askWithin(10_000, 'Atlas', async () => 'yes')).toBe('yes')
  })

  it('that times out is a failure of the provider', async () => {
    const silent = (signal: AbortSignal) =>
      new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason as Error)),
      )
    await expect(askWithin(1, 'Atlas', silent)).rejects.toMatchObject({
      code: 'upstream',
      message: 'Atlas did not answer in time.',
    })
  })

  it('answered with 410 reports that the interface has ended, since it sent no cursor', async () => {
    const gone = new IntegrationError('provider_gone', 'Atlas has shut down this interface (410).')
    const answer = new IntegrationError('cursor_expired', 'Unknown position.', { cause: gone })
    await expect(askWithin(10_000, 'Atlas', () => Promise.reject(answer))).rejects.toBe(gone)
  })

  it('does not change a defect', async () => {
    const defect = new TypeError('undefined is no function')
    await expect(askWithin(10_000, 'Atlas', () => Promise.reject(defect))).rejects.toBe(defect)
  })
})
