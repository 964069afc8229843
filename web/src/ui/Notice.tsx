import type { ReactNode } from "react";

export interface NoticeProps {
  /** plain: says how it is. warning: it goes on. error: it does not. */
  readonly tone: "plain" | "warning" | "error";
  readonly title?: string;
  readonly children: ReactNode;
  /** Buttons. */
  readonly actions?: ReactNode;
}

/** A sentence that matters, with what can be done about it. */
export function Notice({ tone, title, children, actions }: NoticeProps) {
  return (
    <div className={`notice notice-${tone}`} role={tone === "error" ? "alert" : "status"}>
      {title === undefined ? null : <p className="notice-title">{title}</p>}
      <div className="notice-body">{children}</div>
      {actions === undefined ? null : <div className="notice-actions">{actions}</div>}
    </div>
  );
}
