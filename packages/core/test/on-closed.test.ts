import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { expect, it } from 'vitest'
import { onClosed } from '../src/http/on-closed.ts'

it('has one listener for all that ask of an answer, and calls each back once', () => {
  const response = new ServerResponse(new IncomingMessage(new Socket()))
  const called: number[] = []
  for (let n = 0; n < 20; n++) onClosed(response, () => called.push(n))
  expect(response.listenerCount('close')).toBe(1)
  expect(called).toEqual([])
  response.emit('close')
  response.emit('close')
  expect(called).toEqual(Array.from({ length: 20 }, (_, n) => n))
})

it('calls back at once when the answer is closed already', () => {
  const response = new ServerResponse(new IncomingMessage(new Socket()))
  response.destroy()
  let isCalled = false
  onClosed(response, () => (isCalled = true))
  expect(isCalled).toBe(true)
})
