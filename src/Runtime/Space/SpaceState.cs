namespace Millrace.Runtime.Space;

/// <summary>Whether there is room for new bodies.</summary>
public enum SpaceState
{
    Enough,

    /// <summary>No more is free than is kept back: new bodies are refused, all else goes on.</summary>
    Short,

    /// <summary>A write was refused a moment ago.</summary>
    Full,
}
