namespace Millrace.App.Query;

/// <summary>How a result is shown.</summary>
internal enum QueryFormat
{
    Table,
    Csv,
    Json,
}
