// Quire's logo: two folded sheets, one in the other.

/** An icon in the colour of the text; `size` is in pixels. */
export function Logo({ size = 22 }: { size?: number }) {
  return (
    <svg
      aria-hidden
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d="M2.5 5 12 20.5 21.5 5" />
      <path d="m7 5 5 8.2L17 5" />
    </svg>
  );
}
