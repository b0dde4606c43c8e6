import { defineConfig } from '@lingui/cli'
import { formatter } from '@lingui/format-po'

// One catalogue for each page, loaded with it, and one for what every page shows.
export default defineConfig({
  sourceLocale: 'en',
  locales: ['en', 'de'],
  // Lines of code move; the catalogues change only where a message does.
  format: formatter({ lineNumbers: false }),
  catalogs: [
    { path: '<rootDir>/src/pages/{name}/locales/{locale}', include: ['<rootDir>/src/pages/{name}/'] },
    { path: '<rootDir>/src/locales/{locale}', include: ['<rootDir>/src/'], exclude: ['**/src/pages/**'] },
  ],
})
