import { describe, expect, it } from 'vitest'
import { replacedAddress } from '../../src/index.ts'

describe('an address that replaces one of a provider', () => {
  const endpoints = {
    'https://api.example.org': 'http://127.0.0.1:1/api/',
    'https://api.example.org/v2': 'http://127.0.0.1:2',
  }
  it.each([
    ['https://api.example.org/v1/me?a=b', 'http://127.0.0.1:1/api/v1/me?a=b'],
    ['https://api.example.org', 'http://127.0.0.1:1/api'],
    ['https://api.example.org/v2/me', 'http://127.0.0.1:2/me'],
    ['https://api.example.org/v22', 'http://127.0.0.1:1/api/v22'],
    ['https://api.example.org.evil.example/v1', 'https://api.example.org.evil.example/v1'],
    ['https://other.example.org/', 'https://other.example.org/'],
  ])('%s is requested at %s', (address, asked) => {
    expect(replacedAddress(endpoints, address) ?? address).toBe(asked)
  })
})
