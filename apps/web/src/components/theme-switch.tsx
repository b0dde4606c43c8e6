import { useLingui } from '@lingui/react/macro'
import { Input, SegmentedControl } from '@mantine/core'
import type { AccountsMe } from '@tributary/client'
import { useId } from 'react'

type Theme = AccountsMe['theme']

/** Light, dark, or as the device. */
export function ThemeSwitch({ value, onChange }: { value: Theme; onChange: (theme: Theme) => void }) {
  const { t } = useLingui()
  const id = useId()
  return (
    <Input.Wrapper label={t`Theme`} labelElement="div" labelProps={{ id }}>
      <SegmentedControl
        fullWidth
        aria-labelledby={id}
        value={value}
        onChange={onChange}
        data={[
          { value: 'system', label: t`Device` },
          { value: 'light', label: t`Light` },
          { value: 'dark', label: t`Dark` },
        ]}
      />
    </Input.Wrapper>
  )
}
