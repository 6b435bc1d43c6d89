namespace Millrace.Sandbox.Platform;

/// <summary>The deployment did not take what the platform sent: the message says what and why.</summary>
public sealed class FeederException(string message, IReadOnlyList<string> reasons, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>The first refused lines with their reasons, where lines were refused.</summary>
    public IReadOnlyList<string> Reasons => reasons;
}
