import { htmlText } from '@tributary/integration-kit/files'
import { expect, test } from 'vitest'
import { htmlRows } from '../../src/files/html/html-rows.ts'

const rows = {
  begins: 'class="row"',
  read: (markup: string) => ({ text: htmlText(/<div>(.*?)<\/div>/.exec(markup)?.[1] ?? '') }),
}

async function read(
  content: string | Uint8Array,
  { bytes = 65_536, signal }: { bytes?: number; signal?: AbortSignal } = {},
) {
  const whole = Buffer.from(content)
  const upload: { open(): AsyncIterable<Uint8Array> } = {
    async *open() {
      for (let at = 0; at < whole.length; at += bytes) yield whole.subarray(at, at + bytes)
    },
  }
  const found: (readonly [unknown, number])[] = []
  const reading = { provider: 'Google', rows, ...(signal && { signal }) }
  for await (const entries of htmlRows(upload, reading))
    found.push(...entries.map(({ value, line }) => [value['text'], line] as const))
  return found
}

const rowOf = (text: string) => `<div class="row"><div>${text}</div></div>`
const FILE = `<html><body><div>\n${rowOf('A &amp; B')}\n${rowOf('八月')}${rowOf('C')}\n</div></body></html>`

test('rows come with their lines, whatever the chunks', async () => {
  const expected = [
    ['A & B', 2],
    ['八月', 3],
    ['C', 3],
  ]
  expect(await read(FILE)).toEqual(expected)
  for (const bytes of [1, 2, 7]) expect(await read(FILE, { bytes })).toEqual(expected)
})

test('broken markup before the first row does not matter', async () => {
  expect(await read(FILE.replace('<div>\n', '<div <div\n'))).toHaveLength(3)
})

test('a file cut off in its last row is refused, at any length', async () => {
  const last = FILE.lastIndexOf('<div class="row"')
  const end = FILE.indexOf('</div></div>', last) + '</div></div>'.length
  for (const length of [last + 20, end - 7, end - 1])
    await expect(read(FILE.slice(0, length))).rejects.toMatchObject({ code: 'file_parse_error', line: 3 })
  expect(await read(FILE.slice(0, end))).toHaveLength(3)
})

test('a file without rows, and one whose row never ends, are refused', async () => {
  await expect(read('<html></html>')).rejects.toThrow(/no rows/)
  await expect(read(`${rowOf('A')}${'x'.repeat(300_000)}`)).rejects.toThrow(/longer than any/)
})

test('bytes of another encoding are refused with their line', async () => {
  const content = Buffer.concat([Buffer.from(`${rowOf('A')}\n${rowOf('B')}`), Buffer.from([0xe9, 0x20])])
  await expect(read(content)).rejects.toThrow(/line 2.*not UTF-8/i)
})

test('it stops when it is told to', async () => {
  const reason = new Error('stop')
  await expect(read(FILE, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
})

test.each([
  ['R&amp;B &lt;i&gt; &quot;x&quot; &#39;y&#39; &#x263a;&#8239;', `R&B <i> "x" 'y' ☺`],
  ['<b>A</b>&emsp;&nbsp;B<br>', 'A\u2003\u00a0B'],
  ['&unknown; &#0; &#9999999;', '&unknown; &#0; &#9999999;'],
  ['&amp;lt;', '&lt;'],
])('the text of %s is %s', (markup, text) => {
  expect(htmlText(markup)).toBe(text)
})
