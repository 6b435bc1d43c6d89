namespace Millrace.Engine.Attribution;

/// <summary>What one touch has of one deed: one conversion, with its units and sales. It counts in the hour of the touch.</summary>
internal readonly record struct Credit
{
    public required AdProduct AdProduct { get; init; }

    /// <summary>That of the touch.</summary>
    public required int Combination { get; init; }

    /// <summary>When the touch was, unix seconds.</summary>
    public required uint Time { get; init; }

    public required DeedKind Kind { get; init; }

    public required CreditWindows Windows { get; init; }

    /// <summary>True where the touch is a view; the credit then counts in <see cref="CreditWindows.ClickOrView14"/> alone.</summary>
    public required bool IsView { get; init; }

    /// <summary>Whether the deed is of the advertised product; else it is brand halo.</summary>
    public required bool IsSameSku { get; init; }

    public required bool IsNewToBrand { get; init; }

    /// <summary>What is left after returns.</summary>
    public required long Units { get; init; }

    /// <inheritdoc cref="Units"/>
    public required long SalesMicros { get; init; }
}
