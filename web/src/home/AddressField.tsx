import { useEffect, useId, useRef, useState, type SubmitEvent } from "react";
import { useCreateAnalysis } from "../run/useCreateAnalysis";
import { AddressTrouble } from "./AddressTrouble";
import { checkAddress } from "./address";

/** The field for an address or a path. `/` leads to it from anywhere on the page. */
export function AddressField() {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState("");
  const [limit, setLimit] = useState("");
  // What is odd is said after a try, not while somebody is still typing.
  const [tried, setTried] = useState(false);
  const { ask, asking, failure, forget } = useCreateAnalysis();
  const check = checkAddress(typed);
  const oddLimit = limit !== "" && !/^[1-9]\d{0,7}$/.test(limit);

  useEffect(() => {
    const focus = (event: KeyboardEvent): void => {
      const { target } = event;
      const typing = target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");
      if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      field.current?.focus();
    };
    window.addEventListener("keydown", focus);
    return () => window.removeEventListener("keydown", focus);
  }, []);

  const change = (text: string): void => {
    setTyped(text);
    setTried(false);
    forget();
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setTried(true);
    if (check.kind === "fine" && !oddLimit) ask({ source: check.source, maxCommits: BigInt(limit || 0) });
    else field.current?.focus();
  };

  const odd = tried && check.kind !== "fine" ? check : undefined;
  const troubled = odd !== undefined || failure !== undefined || (tried && oddLimit);
  return (
    <form className="address" onSubmit={submit} noValidate>
      <label htmlFor={id}>
        Address or path <kbd aria-hidden="true">/</kbd>
      </label>
      <div className="address-row">
        <input
          id={id}
          ref={field}
          value={typed}
          onChange={(event) => change(event.target.value)}
          placeholder="https://github.com/pallets/flask"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          aria-invalid={troubled}
          aria-describedby={`${id}-trouble`}
          aria-keyshortcuts="/"
        />
        <button type="submit" className="button button-main" disabled={asking}>
          {asking ? "Asking …" : "Analyse"}
        </button>
      </div>
      <div id={`${id}-trouble`}>
        <AddressTrouble odd={odd} failure={failure} onTake={change} />
        {tried && oddLimit ? <p className="trouble">The limit is a number of commits, from 1 to 10,000,000.</p> : null}
      </div>
      <p className="address-limit">
        <label htmlFor={`${id}-limit`}>Only the newest</label>
        <input id={`${id}-limit`} inputMode="numeric" value={limit} onChange={(event) => setLimit(event.target.value.trim())} placeholder="all" autoComplete="off" size={8} />
        <span>commits</span>
      </p>
    </form>
  );
}
