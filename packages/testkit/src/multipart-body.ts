import type { TestFile } from './test-file.ts'

/** The body of a browser's upload (RFC 7578). */
export function multipartBody(file: TestFile): { body: Buffer; contentType: string } {
  const boundary = `----tributary-${Math.random().toString(36).slice(2)}`
  const head = (disposition: string, type = '') =>
    `--${boundary}\r\ncontent-disposition: form-data; ${disposition}\r\n${type}\r\n`
  const fields = Object.entries(file.options ?? {}).map(
    ([name, value]) => `${head(`name="${name}"`)}${value}\r\n`,
  )
  const filename = file.filename ?? 'file.csv'
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([
      Buffer.from(fields.join('')),
      Buffer.from(head(`name="file"; filename="${filename}"`, 'content-type: application/octet-stream\r\n')),
      Buffer.from(file.content),
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]),
  }
}
