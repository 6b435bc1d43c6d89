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
