import { useId } from "react";
import { AUDIT_ACTIONS } from "#components/audit/actions.ts";
import { Button } from "#components/ui/button.tsx";
import { triggerStyle } from "#components/ui/control-style.ts";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import type { AuditFilter } from "#lib/schemas/audit.ts";

type Option = { value: string; label: string };

type ChoiceProps = { name: string; label: string; any: string; value: string | undefined; options: Option[] };

function Choice({ name, label, any, value = "", options }: ChoiceProps) {
  const id = useId();
  return (
    <div className="flex min-w-0 basis-44 flex-col gap-1.5">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <select id={id} name={name} defaultValue={value} className={triggerStyle}>
        <option value="">{any}</option>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}

/** The filters are in the address; the form needs no script. `users`: none without accounts. */
export function AuditFilters({ filter, users }: { filter: AuditFilter; users: Option[] }) {
  const { user, action, from = "", to = "" } = filter;
  return (
    <form key={JSON.stringify(filter)} action="/audit" className="flex flex-wrap items-end gap-2">
      {users.length > 0 && <Choice name="user" label="User" any="All users" value={user} options={users} />}
      <Choice name="action" label="Action" any="All actions" value={action} options={AUDIT_ACTIONS} />
      <Field label="From">
        <Input type="date" name="from" defaultValue={from} className="w-36" />
      </Field>
      <Field label="To">
        <Input type="date" name="to" defaultValue={to} className="w-36" />
      </Field>
      <Button type="submit">Show</Button>
    </form>
  );
}
