namespace Millrace.Landing;

/// <summary>A fault that a person can mend; the message says how.</summary>
public sealed class LandingException : Exception
{
    public LandingException(string message)
        : base(message) { }

    public LandingException(string message, Exception inner)
        : base(message, inner) { }

    internal static LandingException CannotOpen(string file, Exception fault) =>
        new(
            fault.Message.Contains("lock", StringComparison.OrdinalIgnoreCase)
                ? $"{file} is held by another process; stop that one. (A landing that runs answers `millrace query`.)"
                : $"{file} cannot be opened: {fault.Message}",
            fault
        );
}
