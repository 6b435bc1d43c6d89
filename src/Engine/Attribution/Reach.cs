namespace Millrace.Engine.Attribution;

/// <summary>Which deeds of a shopper a new row can change: those of a kind, from a time on for so long as the kind says.</summary>
/// <param name="Key">Of <see cref="ReachKind.Deed"/> the id, of <see cref="ReachKind.Brand"/> the brand, else 0.</param>
/// <param name="From">Unix seconds; 0 for <see cref="ReachKind.Deed"/>.</param>
internal readonly record struct Reach(ulong Shopper, ReachKind Kind, ulong Key, uint From) : IComparable<Reach>
{
    public int CompareTo(Reach other)
    {
        var order = Shopper.CompareTo(other.Shopper);
        order = order != 0 ? order : ((byte)Kind).CompareTo((byte)other.Kind);
        order = order != 0 ? order : Key.CompareTo(other.Key);
        return order != 0 ? order : From.CompareTo(other.From);
    }
}

/// <summary>Why a deed can change.</summary>
internal enum ReachKind : byte
{
    /// <summary>A touch came or was taken back, at most 30 days before it.</summary>
    Touch,

    /// <summary>It was returned or taken back itself.</summary>
    Deed,

    /// <summary>A purchase of its brand came or was taken back, at most 365 days before it.</summary>
    Brand,
}
