import { expect, it } from 'vitest'
import { readCookie } from '../src/http/read-cookie.ts'

it('finds a cookie by its whole name, wherever it is in the header', () => {
  const header = 'theme=dark; session_token=a.b=; own_token=c'
  expect(readCookie(header, 'theme')).toBe('dark')
  expect(readCookie(header, 'session_token')).toBe('a.b=')
  expect(readCookie(header, 'own_token')).toBe('c')
  expect(readCookie(header, 'token')).toBeUndefined()
  expect(readCookie(undefined, 'theme')).toBeUndefined()
})

it('takes the first of several, also without spaces between them, and leaves out what is no pair', () => {
  expect(readCookie('a;=b;theme=light;theme=dark', 'theme')).toBe('light')
  expect(readCookie('theme=', 'theme')).toBe('')
  expect(readCookie('=b', '')).toBeUndefined()
})
