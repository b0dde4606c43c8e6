import { Checkbox } from '@mantine/core'
import { ariaDescribedByIds, descriptionId, errorId, type WidgetProps } from '@rjsf/utils'
import { aboutField } from './about-field.tsx'

/** Yes or no. */
export function CheckboxWidget(props: WidgetProps) {
  const { id, htmlName, name, value, label, hideLabel, disabled, readonly, rawErrors = [], onChange } = props
  const { options, schema } = props
  const description = aboutField(options.description ?? schema.description, options.help)
  return (
    <Checkbox
      id={id}
      name={htmlName ?? name}
      label={hideLabel === true ? undefined : label}
      checked={value === true}
      disabled={disabled === true || readonly === true}
      onChange={(event) => onChange(event.currentTarget.checked)}
      onBlur={(event) => props.onBlur(id, event.currentTarget.checked)}
      onFocus={(event) => props.onFocus(id, event.currentTarget.checked)}
      description={description === undefined ? undefined : <span id={descriptionId(id)}>{description}</span>}
      error={rawErrors.length > 0 ? <span id={errorId(id)}>{rawErrors.join('\n')}</span> : undefined}
      aria-describedby={ariaDescribedByIds(id)}
      size="md"
    />
  )
}
