using System.Text;
using Millrace.Engine.Attribution;

namespace Millrace.Engine.Crediting;

/// <summary>
/// A figure of DSP that is told in all, of clicks and of views; not every one has each of the three. A cell of DSP's conversions or
/// clickstream has one of them.
/// </summary>
/// <param name="Name">Stands in the keys of cells, so it never changes.</param>
/// <param name="Quantity">What of a deed it sums.</param>
/// <param name="Kinds">Of which deeds.</param>
internal sealed record Measure(string Name, Quantity Quantity, params DeedKind[] Kinds)
{
    /// <summary>In all; null where no field tells it.</summary>
    public string? Whole { get; init; } = Name;

    public string? Clicks { get; init; }

    public string? Views { get; init; }

    public ProductMatch Match { get; init; } = ProductMatch.Any;

    public bool IsNewToBrand { get; init; }

    public byte[] NameBytes { get; } = Encoding.UTF8.GetBytes(Name);

    public bool Counts(in Credit credit) =>
        Kinds.AsSpan().Contains(credit.Kind)
        && (Match == ProductMatch.Any || credit.IsSameSku == (Match == ProductMatch.Promoted))
        && (!IsNewToBrand || credit.IsNewToBrand);
}

/// <summary>Of which products a measure is.</summary>
internal enum ProductMatch
{
    /// <summary>All of the brand.</summary>
    Any,

    /// <summary>The very product that was advertised.</summary>
    Promoted,

    /// <summary>The brand's others.</summary>
    Halo,
}
