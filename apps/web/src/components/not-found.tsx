import { Trans, useLingui } from '@lingui/react/macro'
import { Container } from '@mantine/core'
import type { ReactNode } from 'react'
import { Empty } from './empty.tsx'
import { TextLink } from './text-link.tsx'

/** An address without a page. */
export function NotFound(): ReactNode {
  const { t } = useLingui()
  return (
    <Container component="main" size="sm" py="xl">
      <Empty
        title={t`There is no page at this address`}
        order={1}
        action={
          <TextLink to="/">
            <Trans>To the start page</Trans>
          </TextLink>
        }
      />
    </Container>
  )
}
