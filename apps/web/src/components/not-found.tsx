import type { ReactNode } from 'react'
import { Trans, useLingui } from '@lingui/react/macro'
import { Anchor, Container } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Empty } from './empty.tsx'

/** An address without a page. */
export function NotFound(): ReactNode {
  const { t } = useLingui()
  return (
    <Container size="sm" py="xl">
      <Empty
        title={t`There is no page at this address`}
        action={
          <Anchor component={Link} to="/">
            <Trans>To the start page</Trans>
          </Anchor>
        }
      />
    </Container>
  )
}
