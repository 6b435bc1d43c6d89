namespace Millrace.Sandbox.Platform.Entities;

/// <summary>One beat of a habit: from then on the entity has the value that the beat gives.</summary>
/// <param name="Number">From 1 on.</param>
/// <param name="Time">When it was, unix seconds.</param>
/// <param name="Hash">Chance of this beat alone.</param>
internal readonly record struct Beat(int Number, long Time, ulong Hash)
{
    /// <summary>Every other value is the one that the entity began with.</summary>
    public bool IsBack => Number % 2 == 0;

    public int Below(int bound) => (int)(Hash % (ulong)bound);
}
