// A separate process, so that its memory is that of one reader: `read-file.ts <reader> <path>`.

import { type Reader, readFile } from './readers.ts'

const [reader = 'kit', path = '', warmUp = ''] = process.argv.slice(2)
// Modules are loaded, and code is compiled, before anything is measured.
await readFile(reader as Reader, warmUp)
const idle = process.memoryUsage.rss()
const began = performance.now()
const { rows, fields } = await readFile(reader as Reader, path)
const seconds = (performance.now() - began) / 1000
// In KiB; the highest of the process.
const peakMegabytes = Math.max(0, process.resourceUsage().maxRSS * 1024 - idle) / 1e6
process.send?.({ rows, fields, seconds, peakMegabytes })
