import { lingui } from '@lingui/vite-plugin'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { compression, defineAlgorithm } from 'vite-plugin-compression2'

/** The running server that `vite` takes everything from but the page itself. */
const SERVER = process.env['TRIBUTARY_URL'] ?? 'http://127.0.0.1:3000'

const fromServer = { target: SERVER, headers: { origin: SERVER } }

export default defineConfig({
  plugins: [
    react(),
    lingui({ cwd: import.meta.dirname, macroTransform: true }),
    // The server sends what was compressed here; `index.html` is made for each response.
    compression({ include: /\.(js|css|svg)$/, algorithms: [defineAlgorithm('brotliCompress'), 'gzip'] }),
  ],
  resolve: { conditions: ['@tributary/source', 'module', 'browser', 'production'] },
  build: {
    target: 'baseline-widely-available',
    // A policy of `default-src 'none'` refuses fonts and images in `data:` addresses of style sheets.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // By itself the bundler makes a chunk for each set of pages that share a module: some sixty small ones for the first page, for which
            // a slow connection waits a second and a half longer.
            { name: 'start', tags: ['$initial'] },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      '/api': fromServer,
      '/health': fromServer,
      '/metrics': fromServer,
      '/docs': fromServer,
      '/openapi': fromServer,
    },
  },
})
