import { useLingui } from '@lingui/react/macro'
import { Container } from '@mantine/core'
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { UnreachableError } from '../api/watched-fetch.ts'
import { Problem } from './problem.tsx'

/** A page that could not be loaded. */
export function PageError({ error, reset }: ErrorComponentProps): ReactNode {
  const { t } = useLingui()
  const router = useRouter()
  const again = () => {
    // A part of the page that could not be loaded is not asked for again by the browser until the page is.
    if (error instanceof UnreachableError) location.reload()
    reset()
    void router.invalidate()
  }
  return (
    <Container size="sm" py="xl">
      <Problem error={error} action={{ label: t`Try again`, onClick: again }} />
    </Container>
  )
}
