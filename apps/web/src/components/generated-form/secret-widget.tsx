import { useLingui } from '@lingui/react/macro'
import { ActionIcon, TextInput } from '@mantine/core'
import { ariaDescribedByIds, type WidgetProps } from '@rjsf/utils'
import { IconEye, IconEyeOff } from '@tabler/icons-react'
import { type ClipboardEvent, useState } from 'react'
import { describedBy } from './described-widget.tsx'
import { isMask, withoutMask } from './secret-mask.ts'

/**
 * A secret. One that is stored is shown as a mask, which saving keeps; what is typed replaces it. Not Mantine's `PasswordInput`, whose button
 * the keyboard does not reach.
 */
export function SecretWidget(props: WidgetProps) {
  const { t } = useLingui()
  const { id, htmlName, name, value, label, hideLabel, required, disabled, readonly, placeholder } = props
  const rawErrors = props.rawErrors ?? []
  const [isShown, setShown] = useState(false)
  const toggle = () => setShown((was) => !was)
  const enter = (entered: string) => {
    const secret = withoutMask(value, entered)
    props.onChange(secret === '' ? props.options.emptyValue : secret)
  }
  // The browser takes line breaks out of what is pasted into a password field; private keys need theirs.
  const paste = (event: ClipboardEvent<HTMLInputElement>) => {
    const text = event.clipboardData.getData('text/plain')
    if (!text.includes('\n')) return
    event.preventDefault()
    props.onChange(text)
  }
  return (
    <TextInput
      type={isShown ? 'text' : 'password'}
      id={id}
      name={htmlName ?? name}
      label={hideLabel === true ? undefined : label}
      required={required ?? false}
      disabled={disabled === true || readonly === true}
      placeholder={placeholder}
      value={typeof value === 'string' ? value : ''}
      onChange={(event) => enter(event.currentTarget.value)}
      onPaste={paste}
      onFocus={(event) => {
        if (isMask(value)) event.currentTarget.select()
        props.onFocus(id, value)
      }}
      onBlur={() => props.onBlur(id, value)}
      error={rawErrors.length > 0 ? rawErrors.join('\n') : undefined}
      autoComplete="new-password"
      aria-describedby={ariaDescribedByIds(id)}
      rightSection={
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t`Show what is entered`}
          aria-pressed={isShown}
          onClick={toggle}
        >
          {isShown ? <IconEyeOff size={18} aria-hidden /> : <IconEye size={18} aria-hidden />}
        </ActionIcon>
      }
      {...describedBy(props)}
    />
  )
}
