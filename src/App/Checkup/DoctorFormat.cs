namespace Millrace.App.Checkup;

/// <summary>How the doctor's findings are printed.</summary>
internal enum DoctorFormat
{
    Text,
    Json,
}
