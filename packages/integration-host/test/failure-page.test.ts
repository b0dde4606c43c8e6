import type { ProblemDetails } from '@tributary/core'
import { describe, expect, test } from 'vitest'
import { failurePage } from '../src/routes/failure-page.ts'
import { prefersHtml } from '../src/routes/prefers-html.ts'

describe('who is shown a page', () => {
  test.each([
    ['text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8', 'Firefox'],
    ['text/html, application/xhtml+xml, image/jxr, */*', 'an old browser'],
    ['TEXT/HTML', 'a type in capitals'],
    ['application/json;q=0.5, text/html;q=0.6', 'a program that likes HTML better'],
  ])('%s: %s', (accept) => {
    expect(prefersHtml(accept)).toBe(true)
  })

  test.each([
    [undefined, 'nothing'],
    ['', 'nothing, said aloud'],
    ['*/*', 'curl'],
    ['text/*', 'any text'],
    ['application/json', 'a program'],
    ['application/json, text/plain, */*', 'axios'],
    ['application/json, text/html', 'a program that takes both'],
    ['application/problem+json, text/html;q=0.9', 'a program that knows problems'],
    ['text/html;q=0', 'anything but HTML'],
    ['text/html;q=2, ;;;q=,,text/htmlx', 'an invalid header'],
  ])('%s is not: %s', (accept, _whose) => {
    expect(prefersHtml(accept)).toBe(false)
  })
})

describe('the page', () => {
  const problem = (more: Partial<ProblemDetails> = {}): ProblemDetails => ({
    type: 'urn:tributary:problem:some',
    title: 'It was not granted',
    status: 403,
    code: 'CONNECTIONS_DENIED',
    detail: 'You have not allowed it.',
    ...more,
  })

  test('shows messages as text, in every place', () => {
    const hostile = `"><script>alert('x')</script><img src=x onerror=alert(1)>&amp;`
    const page = failurePage(hostile, problem({ detail: hostile, returnPath: `/"onmouseover='alert(1)` }))
    expect(page.match(/<[a-z]+/g)).toEqual([
      '<html',
      '<head',
      '<meta',
      '<meta',
      '<title',
      '<style',
      '<body',
      '<h',
      '<p',
      '<p',
      '<a',
    ])
    expect(page).toContain('&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;')
    expect(page).toContain('&amp;amp;')
    expect(page).toContain('href="/&quot;onmouseover=&#39;alert(1)"')
  })

  test.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    undefined,
    7,
  ])('leads to the front door instead of %s', (returnPath) => {
    expect(failurePage('Bay', problem({ returnPath }))).toContain('href="/"')
  })

  test('does not mention headers and API keys to a person', () => {
    const unsigned = problem({ status: 401, code: 'KERNEL_NOT_SIGNED_IN', detail: 'Send "Authorization".' })
    expect(failurePage('Bay', unsigned)).toContain(
      'You are not signed in here. Sign in, and connect Bay again.',
    )
    expect(failurePage('Bay', unsigned)).not.toContain('Authorization')
  })

  test('names the place in the log when it is the fault of the server', () => {
    const instance = 'urn:uuid:7'
    expect(failurePage('Bay', problem({ status: 500, instance }))).toContain('<code>urn:uuid:7</code>')
    expect(failurePage('Bay', problem({ instance }))).not.toContain('urn:uuid:7')
  })
})
