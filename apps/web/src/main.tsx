import '@mantine/core/styles.css'
import './page.css'
import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { queryClient } from './api/query-client.ts'
import { initialLanguage } from './i18n/languages.ts'
import { activateLanguage } from './i18n/messages.ts'
import { provideNonce, styleNonce } from './nonce.ts'
import { loadFirstPage } from './router/load-first-page.ts'
import { router } from './router/router.tsx'
import { watchSession } from './router/session-end.ts'
import { cssVariables, theme } from './theme.ts'

provideNonce()
watchSession()
const translated = activateLanguage(initialLanguage())
loadFirstPage()
await translated

const root = document.querySelector('#root')
if (root === null) throw new Error('index.html has no element "root"')

createRoot(root).render(
  <StrictMode>
    <I18nProvider i18n={i18n}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        defaultColorScheme="auto"
        getStyleNonce={styleNonce}
      >
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </I18nProvider>
  </StrictMode>,
)
