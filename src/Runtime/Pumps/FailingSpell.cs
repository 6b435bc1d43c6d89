namespace Millrace.Runtime.Pumps;

/// <param name="Since">When the destination failed first after it had last taken something, as far as this process has seen.</param>
/// <param name="Noted">When that was last written down, or it began.</param>
internal sealed record FailingSpell(DateTimeOffset Since, DateTimeOffset Noted);
