import { expect, test } from 'vitest'
import { answersInTime } from '../src/enrichers/answers-in-time.ts'

const MILLISECONDS = 60_000
const STOPS = new Error('the server stops')

/** Counts the questions; each fails once the signal has aborted, as a request does. */
function countQuestions() {
  const asked = { questions: 0 }
  const ask = (signal: AbortSignal): AsyncIterable<unknown> => ({
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        asked.questions += 1
        await Promise.resolve()
        signal.throwIfAborted()
        return { done: false, value: asked.questions }
      },
    }),
  })
  return { asked, ask }
}

test('an enricher is asked nothing more after the server has begun to stop', async () => {
  const stopping = new AbortController()
  const { asked, ask } = countQuestions()
  const answers = answersInTime(ask, { signal: stopping.signal, milliseconds: MILLISECONDS })
  expect(await answers.next()).toEqual({ done: false, value: 1 })
  stopping.abort(STOPS)
  await expect(answers.next()).rejects.toBe(STOPS)
  expect(asked.questions).toBe(1)
})

test('an enricher that is asked while the server stops ends with that reason, and leaves no rejected promise', async () => {
  const stopping = new AbortController()
  const { asked, ask } = countQuestions()
  const answers = answersInTime(ask, { signal: stopping.signal, milliseconds: MILLISECONDS })
  const answer = answers.next()
  stopping.abort(STOPS)
  await expect(answer).rejects.toBe(STOPS)
  expect(asked.questions).toBe(1)
})
