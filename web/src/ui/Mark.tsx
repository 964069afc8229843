/** A course plotted over commits: the mark of the product. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
      <path d="M4 24C9 24 9 10 15 10s5 9 13 3" fill="none" stroke="currentColor" strokeWidth="2" strokeDasharray="0.1 4" strokeLinecap="round" />
      <circle cx="4" cy="24" r="2.6" fill="currentColor" />
      <circle cx="15" cy="10" r="2.6" fill="currentColor" />
      <circle className="mark-head" cx="28" cy="12.6" r="3.4" />
    </svg>
  );
}
