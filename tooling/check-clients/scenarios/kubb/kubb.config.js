// @boundaries-ignore The check alone installs it.
import { defineConfig } from '@kubb/core'
// @boundaries-ignore The check alone installs it.
import { pluginClient } from '@kubb/plugin-client'
// @boundaries-ignore The check alone installs it.
import { pluginOas } from '@kubb/plugin-oas'
// @boundaries-ignore The check alone installs it.
import { pluginTs } from '@kubb/plugin-ts'

export default defineConfig({
  root: '.',
  input: { path: '../openapi.json' },
  output: { path: './generated', format: false, lint: false },
  // `full`: with status and headers.
  plugins: [pluginOas(), pluginTs(), pluginClient({ dataReturnType: 'full' })],
})
