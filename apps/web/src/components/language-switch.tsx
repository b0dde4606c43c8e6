import { useLingui } from '@lingui/react/macro'
import { Input, SegmentedControl } from '@mantine/core'
import { useId } from 'react'
import type { Language } from '../i18n/languages.ts'

interface LanguageSwitchProps {
  readonly value: Language
  readonly onChange: (language: Language) => void
}

/** The languages of the page, each by its own name. */
export function LanguageSwitch({ value, onChange }: LanguageSwitchProps) {
  const { t } = useLingui()
  const id = useId()
  return (
    <Input.Wrapper label={t`Language`} labelElement="div" labelProps={{ id }}>
      <SegmentedControl
        fullWidth
        aria-labelledby={id}
        value={value}
        onChange={onChange}
        data={[
          { value: 'en', label: <span lang="en">English</span> },
          { value: 'de', label: <span lang="de">Deutsch</span> },
        ]}
      />
    </Input.Wrapper>
  )
}
